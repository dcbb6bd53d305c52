// Whether the crowd, and not the server, was the limit of what was measured. A crowd that
// hears late tells of lateness that is its own. Pure.

import type { Sample } from '../result.ts'

/** A process that uses more of its core than this has no time to be punctual. */
const MOST_CORES = 0.9
/** A fan-out of thousands takes longer than this; a crowd that stalls longer hears late. */
const MOST_LOOP_MS = 60
const MOST_LATE_MS = 100
/** Of the seconds of a run: one bad second is chance. */
const SHARE = 0.1

export function limitsOf(timeline: readonly Sample[], unsaid: number): string[] {
  const talk = timeline.filter(({ second }) => second >= 0)
  const often = (is: (sample: Sample) => boolean) => talk.filter(is).length > talk.length * SHARE
  const worst = (of: (sample: Sample) => number) => Math.max(0, ...talk.map(of))
  const busy = worst(({ crowd }) => crowd.busiest)
  const loop = worst(({ crowd }) => crowd.loopP99Ms)
  const late = worst(({ crowd }) => crowd.lateMs)
  return [
    ...(often(({ crowd }) => crowd.busiest > MOST_CORES)
      ? [`a process of the crowd used ${percent(busy)} of its core: what is late may be late there`]
      : []),
    ...(often(({ crowd }) => crowd.loopP99Ms > MOST_LOOP_MS)
      ? [`the crowd's own event loop was late by up to ${Math.round(loop)} ms (p99 of a second)`]
      : []),
    ...(often(({ crowd }) => crowd.lateMs > MOST_LATE_MS)
      ? [`the speaker was late by up to ${Math.round(late)} ms`]
      : []),
    ...(unsaid > 0 ? [`${unsaid} messages were never said: nobody was free to say them`] : []),
  ]
}

function percent(cores: number): string {
  return `${Math.round(cores * 100)} %`
}
