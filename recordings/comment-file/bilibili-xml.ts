// Bilibili's XML: `<d p="seconds,mode,size,color,unix_ts,pool,userhash,rowid">text</d>`, and
// what live recorders add to it:
//
//   <sc ts="seconds" user="…" uid="…" price="30">text</sc>
//   <gift ts="seconds" user="…" uid="…" giftname="…" giftcount="1"/>
//   <guard ts="seconds" user="…" uid="…" level="3" count="1"/>
//   <BililiveRecorderRecordInfo start_time="2024-05-01T20:00:00+08:00"/>
//
// Real files are not sorted, and some say "undefined" where a colour should be.

import { createHash } from 'node:crypto'
import type { Mode } from '../../engine/message.ts'
import { isGiftId } from '../../engine/uplink/body.ts'
import {
  isTime,
  msOf,
  type Notes,
  noting,
  type Recorded,
  recordedDanmaku,
  type Skip,
} from './recorded.ts'
import { type XmlElement, xmlElements } from './xml-elements.ts'

/** 1–3 and 6 (from the left) cross the picture; 7 and above are moved by a script of their own. */
const MODES: ReadonlyMap<number, Mode> = new Map([
  [1, 'scroll'],
  [2, 'scroll'],
  [3, 'scroll'],
  [4, 'bottom'],
  [5, 'top'],
  [6, 'scroll'],
])
const RECORD_INFO = 'BililiveRecorderRecordInfo'

const READERS: ReadonlyMap<string, (element: XmlElement) => Recorded | Skip> = new Map([
  ['d', readDanmaku],
  ['sc', timed(superchat)],
  ['gift', timed(gift)],
  ['guard', timed(guard)],
])
const WANTED: ReadonlySet<string> = new Set([...READERS.keys(), RECORD_INFO])

export async function* bilibiliXml(
  pieces: AsyncIterable<string>,
  notes: Notes,
): AsyncGenerator<readonly Recorded[]> {
  for await (const elements of xmlElements(pieces, WANTED)) {
    const read = elements.flatMap(element => {
      const reader = READERS.get(element.name)
      if (!reader) tellStart(element, notes)
      return reader?.(element) ?? []
    })
    yield noting(read, notes)
  }
}

function tellStart({ attributes }: XmlElement, notes: Notes): void {
  const startedAt = Date.parse(attributes.get('start_time') ?? '')
  if (Number.isFinite(startedAt)) notes.startedAt(startedAt)
}

function readDanmaku({ attributes, text }: XmlElement): Recorded | Skip {
  const [time, mode, size, color, , , userHash] = (attributes.get('p') ?? '').split(',')
  const seconds = Number.parseFloat(time ?? '')
  if (!isTime(seconds)) return 'unreadable'
  if (Number(mode) >= 7) return 'scripted'
  return recordedDanmaku({
    seconds,
    text,
    color: whole(color),
    mode: MODES.get(Number(mode)),
    size: whole(size),
    from: { ...(userHash ? { id: userHash } : {}), ...named(attributes) },
  })
}

type Said = Pick<Recorded, 'kind' | 'body'> | undefined

/** Of an element with a time of its own. */
function timed(read: (element: XmlElement) => Said): (element: XmlElement) => Recorded | Skip {
  return element => {
    const { attributes } = element
    const seconds = Number.parseFloat(attributes.get('ts') ?? '')
    const said = read(element)
    if (!isTime(seconds) || !said) return 'unreadable'
    const uid = attributes.get('uid')
    return {
      atMs: msOf(seconds),
      ...said,
      from: { ...(uid ? { id: uid } : {}), ...named(attributes) },
    }
  }
}

function superchat({ attributes, text }: XmlElement): Said {
  const price = Number.parseFloat(attributes.get('price') ?? '')
  return Number.isFinite(price) ? { kind: 'superchat', body: { text, price } } : undefined
}

/** Recorders know a gift by its name alone, which is no id as a rule. */
function gift({ attributes }: XmlElement): Said {
  const name = attributes.get('giftname')
  const count = whole(attributes.get('giftcount') ?? '1')
  if (!name || !count) return undefined
  const body = isGiftId(name) ? { gift: name, count } : { gift: giftIdOf(name), count, name }
  return { kind: 'gift', body }
}

function guard({ attributes }: XmlElement): Said {
  const level = whole(attributes.get('level'))
  const count = whole(attributes.get('count') ?? '1')
  return level && count ? { kind: 'guard', body: { level, count } } : undefined
}

function giftIdOf(name: string): string {
  return `named-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`
}

function named(attributes: XmlElement['attributes']): { readonly name?: string } {
  const name = attributes.get('user')
  return name ? { name } : {}
}

function whole(text = ''): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}
