// Asks the replay service. Answers are checked as far as the page would break without it.

import { withName } from '../../engine/guest-name.ts'
import type { Playback } from '../../engine/playback.ts'
import type { WireMessage } from '../../engine/wire/message.ts'
import { type Density, densityIn } from './density.ts'
import {
  inVideo,
  type Manifest,
  messagesInVideo,
  type Segment,
  type SegmentRef,
  type SegmentTable,
  segmentsOf,
} from './manifest.ts'

/** As it comes: counted from the stream's opening. */
type Told = Omit<Manifest, 'segments' | 'playback'> &
  Partial<Playback> & { readonly segments: SegmentTable; readonly videoMs?: number }

export type PastStream = {
  readonly stream: string
  /** ms since 1970. */
  readonly openedAt: number
  readonly closedAt?: number
}

export async function readManifest(stream: string): Promise<Manifest> {
  const told = await read<Told>(`/v1/replay/${encodeURIComponent(stream)}`)
  if (!Array.isArray(told.segments?.rows) || !Number.isFinite(told.durationMs))
    throw new TypeError('not a manifest')
  const { pauses = [], shiftMs = 0, videoMs = told.durationMs, head } = told
  const playback = { pauses, shiftMs }
  const from = head && inVideo({ from: head.from, to: head.from }, playback).from
  return {
    ...{ ...told, playback, durationMs: videoMs },
    segments: segmentsOf(told.segments, playback),
    ...(head && from !== undefined ? { head: { ...head, from } } : {}),
  }
}

export async function readSegment(
  { url }: Pick<SegmentRef, 'url'>,
  playback: Playback,
): Promise<Segment> {
  const { messages, ...range } = await read<Segment>(url)
  const named = messages.map(withName<WireMessage>).sort((a, b) => a.at - b.at)
  return { ...inVideo(range, playback), messages: messagesInVideo(named, playback) }
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
