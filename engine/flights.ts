// Where a comment flies. The picture is cut into rows; a scrolling comment crosses one, a
// top or bottom comment stands in one. This decides which, and promises that within a row
// no two comments ever overlap while both are on screen: not a fast long one behind a slow
// short one, and not one that scrolls and one that stands.
//
// Pure: rows and the moment in, rows and the flight out. When no row is free the comment is
// not flown (the caller counts it), unless it is the viewer's own: that one always gets
// through, and what is in its way is taken off.

import type { Mode } from './message.ts'

export type Comment = {
  readonly id: string
  readonly mode: Mode
  readonly width: number
  /** How many neighbouring rows its height needs. */
  readonly rows: number
  readonly own: boolean
}

/** Positions in px from the picture's left edge, moments in ms of the curtain's clock. */
export type Flight = {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  readonly fromX: number
  readonly width: number
  /** px per ms, to the left. */
  readonly speed: number
}

export type Row = readonly Flight[]
export type Rows = readonly Row[]

export type Picture = {
  readonly width: number
  /** Scrolling and top comments keep to so many rows from the top. */
  readonly open: number
  /** How long a short comment needs to cross. */
  readonly travelMs: number
  /** How long a top or bottom comment stands. */
  readonly holdMs: number
}

export type Placed = {
  readonly rows: Rows
  /** Missing: nowhere to fly. */
  readonly row?: number
  readonly flight?: Flight
  /** Ids of the comments that an own comment pushed off. */
  readonly evicted: readonly string[]
}

/** px between one comment's end and the next one's beginning: about a character. */
const GAP = 20
/** A comment longer than the picture would be a blur: nothing flies faster than this × a dot. */
const MAX_HURRY = 2
/** The part of the open rows that what scrolls leaves to top comments while it can. */
const KEPT_FOR_TOP = 0.2

export function emptyRows(count: number): Rows {
  return Array.from({ length: Math.max(0, count) }, () => [])
}

export function place(before: Rows, comment: Comment, picture: Picture, now: number): Placed {
  const rows = before.map(row => row.filter(flight => flight.endMs > now))
  const flight = plan(comment, picture, now)
  const starts = candidates(rows.length, picture.open, comment)
  const row = starts.find(start => conflicts(rows, start, comment.rows, flight).length === 0)
  if (row !== undefined) return { ...put(rows, row, comment.rows, flight), evicted: [] }
  return comment.own ? force(rows, starts, comment, flight) : { rows, evicted: [] }
}

/** Takes a comment off its rows, so that others may fly there. */
export function takeOff(rows: Rows, id: string): Rows {
  return rows.map(row => row.filter(flight => flight.id !== id))
}

function plan(comment: Comment, picture: Picture, now: number): Flight {
  const { id, width } = comment
  if (comment.mode !== 'scroll')
    return {
      id,
      startMs: now,
      endMs: now + picture.holdMs,
      fromX: (picture.width - width) / 2,
      width,
      speed: 0,
    }
  const slowest = picture.width / picture.travelMs
  const speed = Math.min((picture.width + width) / picture.travelMs, MAX_HURRY * slowest)
  const endMs = now + (picture.width + width) / speed
  return { id, startMs: now, endMs, fromX: picture.width, width, speed }
}

/**
 * The rows a comment may begin in, the best first. The uppermost are taken last by what
 * scrolls: in a busy room top comments would never find one free.
 */
function candidates(count: number, open: number, { mode, rows }: Comment): number[] {
  const starts = Array.from({ length: Math.max(0, count - rows + 1) }, (_, index) => index)
  if (mode === 'bottom') return starts.reverse()
  const within = starts.slice(0, Math.max(1, open - rows + 1))
  const kept = mode === 'scroll' ? Math.floor(within.length * KEPT_FOR_TOP) : 0
  return [...within.slice(kept), ...within.slice(0, kept).reverse()]
}

function conflicts(rows: Rows, start: number, height: number, flight: Flight): Flight[] {
  return span(rows, start, height).filter(other => overlap(other, flight))
}

function span(rows: Rows, start: number, height: number): Flight[] {
  return rows.slice(start, start + height).flat()
}

/**
 * Whether two comments ever touch while both are on screen. Both move in straight lines, so
 * whoever is on the same side of the other at the beginning and at the end always was.
 */
function overlap(one: Flight, other: Flight): boolean {
  const from = Math.max(one.startMs, other.startMs)
  const to = Math.min(one.endMs, other.endMs)
  if (from >= to) return false
  const behind = (a: Flight, b: Flight) =>
    [from, to].every(at => headAt(b, at) >= tailAt(a, at) + GAP)
  return !behind(one, other) && !behind(other, one)
}

function headAt({ fromX, speed, startMs }: Flight, at: number): number {
  return fromX - speed * (at - startMs)
}

function tailAt(flight: Flight, at: number): number {
  return headAt(flight, at) + flight.width
}

function put(rows: Rows, start: number, height: number, flight: Flight) {
  const among = (index: number) => index >= start && index < start + height
  const next = rows.map((row, index) => (among(index) ? [...row, flight] : row))
  return { rows: next, row: start, flight }
}

/** The row where the fewest have to give way. */
function force(rows: Rows, starts: number[], comment: Comment, flight: Flight): Placed {
  const ranked = starts
    .map(start => ({ start, inTheWay: conflicts(rows, start, comment.rows, flight) }))
    .sort((a, b) => a.inTheWay.length - b.inTheWay.length)
  const [best] = ranked
  if (!best) return { rows, evicted: [] }
  const evicted = [...new Set(best.inTheWay.map(({ id }) => id))]
  const cleared = evicted.reduce(takeOff, rows)
  return { ...put(cleared, best.start, comment.rows, flight), evicted }
}
