// The chat beside the picture: what was said, newest below, and the box to say something.

import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { Announcer } from './announcer.tsx'
import { ChatList } from './chat-list.tsx'
import { SendBox } from './send-box.tsx'

export function Chat() {
  const viewing = useViewing()
  const { words, state } = viewing
  const replaying = useStore(state, ({ replay }) => replay !== undefined)
  const open = useStore(state, ({ open }) => open)
  return (
    <section class="chat" id="chat" tabIndex={-1} aria-label={words.chat}>
      <h2>{words.chat}</h2>
      <ChatList />
      <Announcer />
      {!replaying && open && <SendBox />}
      {!open && !replaying && <p class="chat-over">{words.streamEnded}</p>}
    </section>
  )
}
