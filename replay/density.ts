// How much was said when: a count for each step of a stream, and its peaks.

import type { StreamId } from '../engine/ids.ts'
import type { ReplayDeps } from './deps.ts'
import type { Highlights } from './highlights.ts'
import type { Moments } from './moments.ts'
import { pack } from './packed.ts'
import type { Told } from './tell.ts'
import { durationMs, timelineOf } from './timeline.ts'

/** As long as a player that asks again anyway can wait. */
const SOON_MS = 1_000
/** A curve is a few hundred points wide. */
const MOST_STEPS = 10_000

type Asked = { readonly stream: StreamId; readonly stepMs: number }

export async function tellDensity(
  deps: ReplayDeps & { readonly moments: Moments; readonly highlights: Highlights },
  { stream, stepMs }: Asked,
): Promise<Told> {
  const { archive, moments, highlights, now } = deps
  const timeline = await timelineOf(archive, stream, now())
  if (!timeline) return { why: 'unknownStream' }
  if ((timeline.reachesMs ?? 0) / stepMs > MOST_STEPS)
    return { why: 'badRange', detail: `stepMs: at most ${MOST_STEPS} steps` }
  const answer = await moments.get(`${stream}/density/${stepMs}`, async () => {
    const steps = await archive.histogram(stream, stepMs)
    const length = Math.min(MOST_STEPS, Math.ceil(durationMs(timeline, steps, stepMs) / stepMs))
    const counts = new Array<number>(length).fill(0)
    for (const { step, count } of steps) if (step < length) counts[step] = count
    const peaks = await highlights.of(timeline)
    return { answer: await pack(JSON.stringify({ stepMs, counts, peaks })), forMs: SOON_MS }
  })
  return answer ? { answer } : { why: 'unknownStream' }
}
