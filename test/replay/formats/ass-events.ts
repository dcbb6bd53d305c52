// An ASS file's comments as a renderer sees them, and whether any two ever touch.

import assert from 'node:assert/strict'
import { widthAtMost } from '../../../replay/formats/text-width.ts'

export type AssEvent = {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
  readonly color: number
  readonly mode: 'scroll' | 'top'
  /** px, of its left edge as it begins, and of its upper one. */
  readonly fromX: number
  readonly top: number
  readonly height: number
  readonly width: number
  /** px per ms, to the left. */
  readonly speed: number
}

export function assEvents(file: string): AssEvent[] {
  const letters = Number(/^Style: D,[^,]*,(\d+),/m.exec(file)?.[1])
  return file
    .split('\n')
    .filter(line => line.startsWith('Dialogue: '))
    .map(line => asEvent(line, letters))
}

const LINE = /^Dialogue: 0,([\d:.]+),([\d:.]+),D,,0,0,0,,\{([^}]*)\}(.*)$/

function asEvent(line: string, letters: number): AssEvent {
  const [, start = '', end = '', tags = '', text = ''] = LINE.exec(line) ?? assert.fail(line)
  const height = Number(/\\fs(\d+)/.exec(tags)?.[1] ?? letters)
  const width = widthAtMost(text, height)
  const [startMs, endMs] = [msOf(start), msOf(end)]
  const color = rgb(/\\c&H([0-9A-F]{6})&/.exec(tags)?.[1] ?? 'FFFFFF')
  const common = { startMs, endMs, text, color, height, width }
  const move = /\\move\((\d+),(\d+),(-\d+),\d+,0,(\d+)\)/.exec(tags)
  if (!move) {
    const [, middle, top] = /\\pos\(([\d.]+),(\d+)\)/.exec(tags) ?? assert.fail(line)
    const fromX = Number(middle) - width / 2
    return { ...common, mode: 'top', fromX, top: Number(top), speed: 0 }
  }
  const [fromX = 0, top = 0, toX = 0, ms = 1] = move.slice(1).map(Number)
  return { ...common, mode: 'scroll', fromX, top, speed: (fromX - toX) / ms }
}

function rgb(bgr: string): number {
  const [, blue = '', green = '', red = ''] = /(..)(..)(..)/.exec(bgr) ?? []
  return Number.parseInt(red + green + blue, 16)
}

function msOf(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return Math.round((hours * 3_600 + minutes * 60 + seconds) * 1_000)
}

/** No two of them share a px while both are there. */
export function assertApart(events: readonly AssEvent[]): void {
  for (const [index, one] of events.entries())
    for (let next = index + 1; next < events.length; next++) {
      const other = events[next] as AssEvent
      if (other.startMs >= one.startMs + 60_000) break
      if (one.top >= other.top + other.height || other.top >= one.top + one.height) continue
      // Both go in straight lines: apart on the same side at the beginning and at the end.
      const from = Math.max(one.startMs, other.startMs)
      const to = Math.min(one.endMs, other.endMs)
      if (from >= to) continue
      const ahead = (a: AssEvent, b: AssEvent) =>
        [from, to].every(at => leftAt(a, at) + a.width <= leftAt(b, at))
      assert.ok(ahead(one, other) || ahead(other, one), `${one.text} | ${other.text} at ${from}`)
    }
}

function leftAt({ fromX, speed, startMs }: AssEvent, at: number): number {
  return fromX - speed * (at - startMs)
}
