// Reads the chat to a screen reader at the pace of speech: the newest line every few
// seconds, and how many came with it. The list itself stays silent, because a busy room
// says more in a second than can be read aloud in a minute.

import { useEffect, useState } from 'preact/hooks'
import { useViewing } from '../viewing.ts'
import { type Line, textOf } from './lines.ts'

/** About as long as a comment takes to be read aloud. */
const PACE_MS = 6_000

export function Announcer() {
  const { words, state } = useViewing()
  const [said, say] = useState('')
  useEffect(() => {
    let heard = state.get().lines.at(-1)?.key
    const timer = setInterval(() => {
      const { lines } = state.get()
      const fresh = lines.slice(lines.findIndex(({ key }) => key === heard) + 1)
      const newest = fresh.findLast(speaks)
      heard = lines.at(-1)?.key
      if (newest)
        say(words.spoken(newest.said.from.name, textOf(newest.said.body), fresh.length - 1))
    }, PACE_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  )
}

function speaks({ own, said }: Line): boolean {
  return !own && textOf(said.body) !== ''
}
