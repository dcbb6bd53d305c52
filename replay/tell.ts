// The replay role's answers, made from the archive and kept for a moment.

import type { StreamId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import type { ReplayDeps } from './deps.ts'
import { allComments } from './every-comment.ts'
import { headFrom, manifestOf } from './manifest.ts'
import type { Moment, Moments } from './moments.ts'
import { type Packed, pack } from './packed.ts'
import { segmentJson } from './segments.ts'
import { timelineOf } from './timeline.ts'

export type Told = { readonly answer: Packed } | Refused

/** As long as a player that asks again anyway can wait. */
const SOON_MS = 1_000
/** A whole stream's manifest changes no more; the rest is patience with its wholeness. */
const SETTLED_MS = 60_000

export async function tellManifest(
  deps: ReplayDeps,
  moments: Moments,
  stream: StreamId,
): Promise<Told> {
  return told(await moments.get(`${stream}/manifest`, () => manifestMoment(deps, stream)))
}

export async function tellHead(
  deps: ReplayDeps,
  moments: Moments,
  stream: StreamId,
): Promise<Told> {
  const answer = await moments.get(`${stream}/head`, () => headMoment(deps, stream))
  if (answer) return { answer }
  const known = await deps.archive.stream(stream)
  return known ? { why: 'notFound', detail: 'the stream is not on' } : { why: 'unknownStream' }
}

async function manifestMoment(deps: ReplayDeps, stream: StreamId): Promise<Moment> {
  const { archive, settings, now } = deps
  const timeline = await timelineOf(archive, stream, now())
  if (!timeline) return undefined
  const steps = await archive.histogram(stream, settings.segmentMs)
  const wholeness = timeline.live ? { whole: null } : await deps.wholeness(stream)
  const manifest = manifestOf({ timeline, steps, ...settings, wholeness })
  const forMs = wholeness.whole ? SETTLED_MS : SOON_MS
  return { answer: await pack(JSON.stringify(manifest)), forMs }
}

async function headMoment(deps: ReplayDeps, stream: StreamId): Promise<Moment> {
  const { archive, settings, now } = deps
  const timeline = await timelineOf(archive, stream, now())
  if (!timeline?.live) return undefined
  const reachesMs = timeline.reachesMs ?? 0
  const from = headFrom(reachesMs, settings.segmentMs, settings.settleMs)
  const range = { from, to: Math.max(from, reachesMs) }
  const rows = await allComments(archive, stream, range)
  return { answer: await pack(segmentJson(range.from, range.to, rows)), forMs: SOON_MS }
}

function told(answer: Packed | undefined): Told {
  return answer ? { answer } : { why: 'unknownStream' }
}
