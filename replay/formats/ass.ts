// Advanced SubStation Alpha: comments as subtitles, for any video player and for burning into
// the picture. A subtitle knows nothing of the others, so where each comment flies is decided
// here (engine/flights.ts): no two ever overlap. What finds no place is left out, and the
// file's last line says how many.
//
// A text cannot end its own line or begin an override: braces and backslashes become their
// full-width likenesses, which every renderer shows alike. What no text should hold is left out:
// for a U+FFFE ffmpeg gives up the whole file.

import { type Comment, emptyRows, type Flight, type Picture, place } from '../../engine/flights.ts'
import type { Message, Mode } from '../../engine/message.ts'
import { NORMAL_SIZE, WHITE } from '../../engine/message.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { cleanText } from '../../engine/uplink/text.ts'
import { assHead } from './ass-head.ts'
import { type Flying, flyingOf } from './flying.ts'
import type { Format, Wishes, Writing } from './format.ts'
import { widthAtMost } from './text-width.ts'

/** As the page flies them. */
const TRAVEL_MS = 8_000
const HOLD_MS = 4_500
/** A row is this much higher than its letters: room for the outline. */
const LINE = 1.15
/** Letters of 1080 lines; other heights have theirs in proportion. */
const LETTERS = 48 / 1_080
const DENSITY = 0.75
const FONT = 'Noto Sans CJK SC'

const LIKENESS: Readonly<Record<string, string>> = { '{': '｛', '}': '｝', '\\': '＼' }

export const ass: Format = {
  contentType: 'text/x-ssa; charset=utf-8',
  extension: 'ass',
  open: wishes => new AssWriting(wishes),
}

class AssWriting implements Writing {
  readonly begin: string
  readonly between = ''
  readonly #letterPx: number
  readonly #rowPx: number
  readonly #picture: Picture
  #rows: ReturnType<typeof emptyRows>
  #homeless = 0

  constructor({ resolution = '1920x1080', font = FONT, ...wishes }: Wishes) {
    const [width = 0, height = 0] = resolution.split('x').map(Number)
    const { fontSize = Math.round(height * LETTERS), speed = 1, density = DENSITY } = wishes
    this.#letterPx = fontSize
    this.#rowPx = Math.ceil(fontSize * LINE)
    const rows = Math.max(1, Math.floor(height / this.#rowPx))
    const open = Math.max(1, Math.round(rows * density))
    this.#rows = emptyRows(rows)
    this.#picture = { width, open, travelMs: TRAVEL_MS / speed, holdMs: HOLD_MS / speed }
    this.begin = assHead({ width, height, font, fontSize })
  }

  write(message: Message): string | undefined {
    const flying = flyingOf(message, openedAt(message.stream))
    if (!flying) return undefined
    const text = harmless(flying.text)
    const px = Math.round((this.#letterPx * flying.size) / NORMAL_SIZE)
    // Subtitles count hundredths of a second.
    const startMs = Math.round(flying.atMs / 10) * 10
    const placed = place(this.#rows, this.#comment(flying, text, px), this.#picture, startMs)
    this.#rows = placed.rows
    if (placed.row === undefined || !placed.flight) {
      this.#homeless++
      return undefined
    }
    return this.#event(placed.flight, { ...flying, text, px, top: placed.row * this.#rowPx })
  }

  end(): string {
    return `; ${this.#homeless} left out: there was no room for them\n`
  }

  #comment({ id, mode }: Flying, text: string, px: number): Comment {
    const rows = Math.ceil((px * LINE) / this.#rowPx)
    return { id, mode, width: widthAtMost(text, px), rows, own: false }
  }

  #event(flight: Flight, { mode, color, size, text, px, top }: Shown): string {
    const tags = [
      this.#moves(flight, mode, top),
      ...(color === WHITE ? [] : [`\\c${assColor(color)}${isDark(color) ? '\\3c&HFFFFFF&' : ''}`]),
      ...(size === NORMAL_SIZE ? [] : [`\\fs${px}`]),
    ]
    const [from, to] = [clock(flight.startMs), clock(Math.ceil(flight.endMs / 10) * 10)]
    return `Dialogue: 0,${from},${to},D,,0,0,0,,{${tags.join('')}}${text}\n`
  }

  #moves({ startMs, endMs, fromX, width }: Flight, mode: Mode, top: number): string {
    if (mode !== 'scroll') return `\\an8\\pos(${this.#picture.width / 2},${top})`
    return `\\move(${fromX},${top},${-width},${top},0,${Math.round(endMs - startMs)})`
  }
}

type Shown = Pick<Flying, 'mode' | 'color' | 'size' | 'text'> & {
  readonly px: number
  readonly top: number
}

function harmless(text: string): string {
  return cleanText(text)
    .text.replace(/[{}\\]/g, one => LIKENESS[one] ?? '')
    .replace(/[\u2028\u2029]/g, ' ')
}

/** Blue, green, red. */
function assColor(color: number): string {
  const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff]
  const hex = [blue, green, red].map(part => part.toString(16).padStart(2, '0'))
  return `&H${hex.join('').toUpperCase()}&`
}

/** Too dark to be read in its dark outline; weights of ITU-R BT.601. */
function isDark(color: number): boolean {
  const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff]
  return 0.299 * red + 0.587 * green + 0.114 * blue < 48
}

/** `1:02:03.45` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return `${hours}:${two(minutes)}:${two(seconds % 60)}.${two(Math.round((ms % 1_000) / 10))}`
}
