// The body of each kind of message: what it must hold, what it may, and what is left out
// because it is the default, so that the wire stays small.
//
//   danmaku    text ≤ 100, color? 0…0xffffff, mode? scroll│top│bottom, size? 10…64
//   like       count? 1…99
//   gift       gift (its id in the catalogue), count 1…9999, up to 8 numbers of its own
//   superchat  text ≤ 100, price, currency?
//   notice     text ≤ 500
//   enter      nothing
//
// Fields that a kind does not know are dropped without a word, so that a newer client can
// talk to an older server. Any other kind is the application's own: its body is a JSON
// object of at most 2 KiB whose strings are cleaned, keys and all else kept.

import { type Body, DANMAKU, isKind, MODES, NORMAL_SIZE, WHITE } from '../message.ts'
import type { Refused } from '../refusal.ts'
import { isDeeperThan, mapStrings } from './strings.ts'
import { cleanText, codePoints, isBlank } from './text.ts'

/** In characters. Bilibili's limit; the longest of 18,131 real comments has 47. */
export const MOST_TEXT = 100
/** A pinned notice is a paragraph, and still one line of a log. */
const MOST_NOTICE = 500
/** Half of the 4 KiB a frame may have: names, ids and JSON's quotes need the rest. */
const MOST_OWN_BYTES = 2_048
/** What people write by hand is 2 or 3 deep; recursion must end somewhere. */
const MOST_DEPTH = 8
/** Combo, total, price, level …: a gift is a few bytes, its pictures are in the catalogue. */
const MOST_GIFT_NUMBERS = 8
/** A million of any currency: above it somebody mistyped. */
const MOST_PRICE = 1_000_000

const GIFT_ID = /^[A-Za-z0-9_.-]{1,32}$/
const GIFT_NUMBER = /^[A-Za-z][A-Za-z0-9_]{0,15}$/
/** ISO 4217. */
const CURRENCY = /^[A-Z]{3}$/

export type Shaped = {
  readonly body: Body
  /** How many characters were removed or became a space. */
  readonly changed: number
}
type Shape = (raw: Body) => Shaped | Refused

// A Map and no object: `constructor` is a kind somebody may send.
const SHAPES = new Map<string, Shape>([
  [DANMAKU, danmaku],
  ['like', like],
  ['gift', gift],
  ['superchat', superchat],
  ['notice', notice],
  ['enter', () => ({ body: {}, changed: 0 })],
])

/** The body as it will be stored, or which field does not fit. */
export function shapeBody(kind: string, raw: Body): Shaped | Refused {
  const shape = SHAPES.get(kind)
  if (shape) return shape(raw)
  return isKind(kind) ? own(raw) : { why: 'badValue', detail: 'kind: a–z, 0–9 and -, up to 16' }
}

/** Whether what people read in it is its `text` alone, and not any string of the body. */
export function isKnownKind(kind: string): boolean {
  return SHAPES.has(kind)
}

function danmaku(raw: Body): Shaped | Refused {
  const read = readText(raw, MOST_TEXT)
  if ('why' in read) return read
  const { color = WHITE, mode = 'scroll', size = NORMAL_SIZE } = raw
  if (!isWhole(color, 0, WHITE)) return unfit('color: a whole number from 0 to 16777215')
  if (!MODES.some(known => known === mode)) return unfit(`mode: ${MODES.join(', ')}`)
  if (!isWhole(size, 10, 64)) return unfit('size: a whole number from 10 to 64')
  const body = {
    text: read.text,
    ...(color === WHITE ? {} : { color }),
    ...(mode === 'scroll' ? {} : { mode }),
    ...(size === NORMAL_SIZE ? {} : { size }),
  }
  return { body, changed: read.changed }
}

function like({ count = 1 }: Body): Shaped | Refused {
  if (!isWhole(count, 1, 99)) return unfit('count: a whole number from 1 to 99')
  return { body: count === 1 ? {} : { count }, changed: 0 }
}

function gift({ gift, count, ...rest }: Body): Shaped | Refused {
  if (!isGiftId(gift)) return unfit('gift: an id of up to 32 of A–Z a–z 0–9 _ . -')
  if (!isWhole(count, 1, 9_999)) return unfit('count: a whole number from 1 to 9999')
  const numbers = Object.entries(rest)
    .filter(([key, value]) => GIFT_NUMBER.test(key) && Number.isFinite(value))
    .slice(0, MOST_GIFT_NUMBERS)
  return { body: { gift, count, ...Object.fromEntries(numbers) }, changed: 0 }
}

export function isGiftId(value: unknown): value is string {
  return typeof value === 'string' && GIFT_ID.test(value)
}

function superchat(raw: Body): Shaped | Refused {
  const read = readText(raw, MOST_TEXT)
  if ('why' in read) return read
  const { price, currency } = raw
  if (typeof price !== 'number' || !(price > 0 && price <= MOST_PRICE))
    return unfit('price: a number above 0, up to 1000000')
  if (currency === undefined) return { body: { text: read.text, price }, changed: read.changed }
  if (typeof currency !== 'string' || !CURRENCY.test(currency))
    return unfit('currency: three capital letters')
  return { body: { text: read.text, price, currency }, changed: read.changed }
}

function notice(raw: Body): Shaped | Refused {
  const read = readText(raw, MOST_NOTICE)
  return 'why' in read ? read : { body: { text: read.text }, changed: read.changed }
}

function own(raw: Body): Shaped | Refused {
  if (isDeeperThan(MOST_DEPTH, raw)) return unfit(`body: nested more than ${MOST_DEPTH} deep`)
  let changed = 0
  const body = mapStrings(raw, text => {
    const cleaned = cleanText(text)
    changed += cleaned.changed
    return cleaned.text
  }) as Body
  const bytes = Buffer.byteLength(JSON.stringify(body))
  if (bytes > MOST_OWN_BYTES)
    return { why: 'tooLong', detail: `body: ${bytes} of at most ${MOST_OWN_BYTES} bytes` }
  return { body, changed }
}

function readText({ text: raw }: Body, most: number): ReturnType<typeof cleanText> | Refused {
  if (typeof raw !== 'string') return unfit('text: a string')
  const cleaned = cleanText(raw)
  if (isBlank(cleaned.text)) return { why: 'empty', detail: 'text' }
  const length = codePoints(cleaned.text)
  if (length > most) return { why: 'tooLong', detail: `text: ${length} of at most ${most}` }
  return cleaned
}

function unfit(detail: string): Refused {
  return { why: 'badBody', detail }
}

function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to
}
