// The stream's peaks, one after the other: when, and what they are about. Each leads there.

import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { beginningOf, NO_DENSITY } from './density.ts'
import { timeLabel } from './time-label.ts'

export function Peaks() {
  const viewing = useViewing()
  const { words, state } = viewing
  const { peaks } = useStore(state, ({ replay }) => replay?.density ?? NO_DENSITY)
  if (peaks.length === 0) return null
  return (
    <ul class="peaks" aria-label={words.peaks}>
      {peaks.map(peak => (
        <li key={peak.at}>
          <button type="button" data-peak onClick={() => viewing.replay?.seek(beginningOf(peak))}>
            <time>{timeLabel(peak.at)}</time>
            <bdi>{peak.words.join(' · ')}</bdi>
          </button>
        </li>
      ))}
    </ul>
  )
}
