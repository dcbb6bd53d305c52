// Where we are, whether it is live, how many are here, and how the connection is.

import { Glyph } from './look/glyph.tsx'
import { useStore } from './store.ts'
import { useViewing } from './viewing.ts'

export function TopBar() {
  const { words, state, address } = useViewing()
  const viewers = useStore(state, ({ viewers }) => viewers)
  const connection = useStore(state, ({ connection }) => connection)
  const degraded = useStore(state, ({ degraded }) => degraded)
  return (
    <header class="top">
      <a class="brand" href="./">
        <span class="unseen">{words.title}</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 7h7M9 12h10M5 17h5M15 7h3M14 17h3" />
        </svg>
      </a>
      <h1>{address.room}</h1>
      <Badge />
      <p class="facts">
        {viewers !== undefined && (
          <span class="count" data-count={viewers} title={words.viewers(viewers)}>
            <Glyph name="people" />
            <span class="wide">{words.viewers(viewers)}</span>
            <span class="narrow" aria-hidden="true">
              {viewers.toLocaleString(words.lang)}
            </span>
          </span>
        )}
        <span class="connection" data-connection={connection} role="status">
          <i aria-hidden="true" />
          <span class="wide">
            {degraded && connection === 'open' ? words.degraded : words.connection[connection]}
          </span>
        </span>
      </p>
    </header>
  )
}

function Badge() {
  const { words, state } = useViewing()
  const replaying = useStore(state, ({ replay }) => replay !== undefined)
  const open = useStore(state, ({ open }) => open)
  const what = replaying ? 'replay' : open ? 'live' : 'ended'
  return (
    <span class="badge" data-badge={what}>
      {words[what]}
    </span>
  )
}
