// The replay role's answers about a stream as a whole, kept for a moment.

import type { StreamId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { settledUntil } from './cut.ts'
import { density } from './density.ts'
import type { ReplayDeps } from './deps.ts'
import { allComments } from './every-comment.ts'
import { latestOf } from './latest.ts'
import { manifestOf } from './manifest.ts'
import type { Moment } from './moments.ts'
import { type Packed, pack } from './packed.ts'
import { segmentJson } from './segments.ts'
import type { StreamOutline } from './stream-outline.ts'
import { playedBy, timelineOf } from './timeline.ts'

export type Told = { readonly answer: Packed } | Refused

/** As long as a player that asks again anyway can wait. */
const SOON_MS = 1_000
/** A curve is a few hundred points wide. */
const MOST_STEPS = 10_000

export async function tellManifest(deps: ReplayDeps, stream: StreamId): Promise<Told> {
  return told(deps, stream, 'manifest', async outline => {
    const { settings, now } = deps
    const wholeness =
      outline.info.closedAt === undefined ? { whole: null } : await deps.wholeness(stream)
    return JSON.stringify(manifestOf({ outline, settings, wholeness, now: now() }))
  })
}

export async function tellLatest(deps: ReplayDeps, stream: StreamId): Promise<Told> {
  const { settings, now } = deps
  return told(deps, stream, 'latest', async outline =>
    JSON.stringify(latestOf({ outline, settings, now: now() })),
  )
}

export async function tellHead(deps: ReplayDeps, stream: StreamId): Promise<Told> {
  const { archive, settings, now } = deps
  const known = await deps.outlines.get(stream)
  if (known && !timelineOf(known, now()).live)
    return { why: 'notFound', detail: 'the stream is not on' }
  return told(deps, stream, 'head', async outline => {
    const { reachesMs } = timelineOf(outline, now())
    const from = settledUntil(reachesMs, settings)
    const range = { from, to: Math.max(from, reachesMs) }
    return segmentJson(range.from, range.to, await allComments(archive, stream, range))
  })
}

export async function tellDensity(
  deps: ReplayDeps,
  { stream, stepMs }: { readonly stream: StreamId; readonly stepMs: number },
): Promise<Told> {
  const known = await deps.outlines.get(stream)
  if (known && timelineOf(known, deps.now()).reachesMs / stepMs > MOST_STEPS)
    return { why: 'badRange', detail: `stepMs: at most ${MOST_STEPS} steps` }
  return told(deps, stream, `density/${stepMs}`, async outline =>
    JSON.stringify({
      ...density(outline, playedBy(outline, deps.now()), stepMs),
      peaks: await deps.highlights.of(outline),
    }),
  )
}

/** The same for all who ask within a moment, unless the stream has changed meanwhile. */
async function told(
  deps: ReplayDeps,
  stream: StreamId,
  what: string,
  tell: (outline: StreamOutline) => Promise<string>,
): Promise<Told> {
  const known = await deps.outlines.get(stream)
  if (!known) return { why: 'unknownStream' }
  if (known.info.tier === 'deleted') return { why: 'deleted' }
  const key = `${stream}/${what}`
  const answer = await deps.moments.get(key, async (): Promise<Moment> => {
    return { answer: await pack(await tell(known)), forMs: SOON_MS }
  })
  return answer ? { answer } : { why: 'unknownStream' }
}
