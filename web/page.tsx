// How the page is laid out: picture and its bar, chat beside it (below it on a phone).

import { Chat } from './chat/chat.tsx'
import { Player } from './player/player.tsx'
import { Broadcasts } from './replay/broadcasts.tsx'
import { TopBar } from './top-bar.tsx'
import { type Viewing, ViewingContext } from './viewing.ts'

export function Page({ viewing }: { viewing: Viewing }) {
  return (
    <ViewingContext.Provider value={viewing}>
      <a class="skip" href="#chat">
        {viewing.words.skipToChat}
      </a>
      <TopBar />
      <main class="columns">
        <Player />
        <Chat />
        <Broadcasts />
      </main>
    </ViewingContext.Provider>
  )
}
