// The room's broadcasts, newest first: each can be watched again.

import { useEffect, useState } from 'preact/hooks'
import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { type PastStream, readStreams } from './archive-reader.ts'
import { timeLabel } from './time-label.ts'

const MOST = 8
/** The archive hears of an end a moment after the room does. */
const AGAIN_MS = 2_000

export function Broadcasts() {
  const viewing = useViewing()
  const { words, state, address } = viewing
  const current = useStore(state, ({ stream }) => stream)
  const open = useStore(state, ({ open }) => open)
  const shown = useStore(state, ({ replay }) => replay?.stream)
  const [streams, setStreams] = useState<readonly PastStream[]>([])
  const [asked, ask] = useState(0)
  useEffect(() => {
    readStreams(address.room).then(setStreams, () => setStreams([]))
  }, [current, open, asked])
  useEffect(() => {
    const ending = !open && streams.some(one => one.stream === current && !one.closedAt)
    const timer = ending && setTimeout(() => ask(count => count + 1), AGAIN_MS)
    return () => clearTimeout(timer || undefined)
  }, [streams, open])
  const past = streams.filter(({ stream }) => stream !== current || !open).slice(0, MOST)
  return (
    <section class="broadcasts" aria-labelledby="broadcasts">
      <h2 id="broadcasts">{words.earlier}</h2>
      {past.length === 0 && <p class="nothing">{words.noEarlier}</p>}
      <ul>
        {past.map(({ stream, openedAt, closedAt }) => (
          <li key={stream}>
            <button
              type="button"
              aria-pressed={stream === shown}
              onClick={() => viewing.watch(stream)}
            >
              <Glyph name="play" />
              <span>{dateLabel(openedAt, words.lang)}</span>
              {closedAt !== undefined && <time>{timeLabel(closedAt - openedAt)}</time>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function dateLabel(at: number, lang: string): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
