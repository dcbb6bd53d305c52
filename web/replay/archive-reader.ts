// Asks the replay service. Answers are checked as far as the page would break without it.

import { withName } from '../../engine/guest-name.ts'
import type { WireMessage } from '../../engine/wire/message.ts'
import { type Density, densityIn } from './density.ts'
import type { Manifest, Segment, SegmentRef } from './manifest.ts'

export type PastStream = {
  readonly stream: string
  /** ms since 1970. */
  readonly openedAt: number
  readonly closedAt?: number
}

export async function readManifest(stream: string): Promise<Manifest> {
  const found = await read<Manifest>(`/v1/replay/${encodeURIComponent(stream)}`)
  if (!Array.isArray(found.segments) || !Number.isFinite(found.durationMs))
    throw new TypeError('not a manifest')
  return found
}

export async function readSegment({ url }: Pick<SegmentRef, 'url'>): Promise<Segment> {
  const { from, to, messages } = await read<Segment>(url)
  return { from, to, messages: messages.map(withName<WireMessage>).sort((a, b) => a.at - b.at) }
}

export async function readDensity(stream: string, stepMs: number): Promise<Density> {
  const path = `/v1/replay/${encodeURIComponent(stream)}/density?stepMs=${stepMs}`
  return densityIn(await read<object>(path))
}

export async function readStreams(room: string): Promise<readonly PastStream[]> {
  const path = `/v1/rooms/${encodeURIComponent(room)}/streams`
  const { streams } = await read<{ streams?: readonly PastStream[] }>(path)
  return Array.isArray(streams) ? streams : []
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} answers ${response.status}`)
  return (await response.json()) as T
}
