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
  const connection = useStore(state, ({ connection }) => connection)
  const trouble = useStore(state, ({ trouble }) => trouble)
  const open = useStore(state, ({ open }) => open)
  return (
    <section class="chat" id="chat" tabIndex={-1} aria-label={words.chat}>
      <h2>{words.chat}</h2>
      <ChatList />
      <Announcer />
      {trouble !== undefined && connection !== 'open' && (
        <p class="trouble" role="alert" data-trouble={trouble}>
          {words.troubles[trouble] ?? words.trouble}
          {connection === 'shut' && (
            <button type="button" class="plain" onClick={() => location.reload()}>
              {words.tryAgain}
            </button>
          )}
        </p>
      )}
      {!replaying && open && <SendBox />}
      {!open && !replaying && <p class="chat-over">{words.streamEnded}</p>}
    </section>
  )
}
