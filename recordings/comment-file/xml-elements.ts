// The elements of some names in an XML text that comes in pieces, each with its attributes and
// its own text. As much of XML as comment files use: tags, attributes, text, comments, CDATA,
// the five named entities and numeric ones. A document type is refused and an unknown entity
// stays as it is written, so nothing expands. Memory is bounded by the largest token.
//
// What is broken is told by its line, after every element before it has been given.

import { inLots, type PieceReader } from './in-lots.ts'
import { LineCounter } from './line-counter.ts'

export type XmlElement = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
}

type Open = {
  readonly name: string
  readonly line: number
  readonly attributes: Map<string, string>
  text: string
}

// A comment has 4 KiB at most; whatever is sixteen times longer is no comment file.
const MOST_TOKEN = 65_536
const MOST_DEPTH = 32

const TAG = /<\/?([^\s<>/"'=!?]+)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/y
const ATTRIBUTE = /([^\s="'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** What opens with the first ends with the second. */
const SPANS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

export function xmlElements(
  pieces: AsyncIterable<string>,
  names: ReadonlySet<string>,
): AsyncGenerator<readonly XmlElement[]> {
  return inLots(pieces, new XmlReader(names))
}

class XmlReader implements PieceReader<XmlElement> {
  readonly #wanted: ReadonlySet<string>
  readonly #lines = new LineCounter()
  readonly #open: Open[] = []
  #rest = ''
  /** The one that the last token is, name and attributes apart. */
  #tag: RegExpExecArray | null = null
  #began = false

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted
  }

  *read(piece: string): Generator<XmlElement> {
    const text = this.#rest + piece
    let at = 0
    for (;;) {
      const token = this.#token(text, at)
      if (token === '') break
      const element = this.#take(token)
      this.#lines.pass(token)
      if (element) yield element
      at += token.length
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > MOST_TOKEN) throw this.#lines.fault('this never ends')
  }

  end(): readonly XmlElement[] {
    const open = this.#open.at(-1)
    if (this.#rest.startsWith('<')) throw this.#lines.fault('the file ends in the middle of a tag')
    if (open) throw this.#lines.fault(`<${open.name}> of line ${open.line} is never closed`)
    if (this.#rest.trim()) throw this.#lines.fault('text outside of any element')
    if (!this.#began) throw this.#lines.fault('the file ends before anything began')
    return []
  }

  /** The whole token at this place, or nothing as long as its end has not come. */
  #token(text: string, at: number): string {
    if (at >= text.length) return ''
    if (text[at] !== '<') return upTo(text, at, '<', 0)
    for (const [opens, ends] of SPANS) {
      if (text.startsWith(opens, at)) return upTo(text, at, ends, ends.length)
      const isShort = text.length - at < opens.length
      if (isShort && opens.startsWith(text.slice(at))) return '' // perhaps, with the next piece
    }
    TAG.lastIndex = at
    this.#tag = TAG.exec(text)
    return this.#tag?.[0] ?? this.#unfinished(text, at)
  }

  #unfinished(text: string, at: number): string {
    if (text.startsWith('<!DOCTYPE', at)) throw this.#lines.fault('a document type is not read')
    if (text.indexOf('<', at + 1) >= 0) throw this.#lines.fault('a tag that is none')
    return ''
  }

  #take(token: string): XmlElement | undefined {
    if (token.startsWith('<![CDATA[')) this.#say(token.slice(9, -3))
    else if (token.startsWith('<!--') || token.startsWith('<?')) return
    else if (token.startsWith('</')) return this.#close(token)
    else if (token.startsWith('<')) return this.#begin()
    else this.#say(decoded(token))
    return undefined
  }

  #say(text: string): void {
    const open = this.#open.at(-1)
    if (open && this.#wanted.has(open.name)) open.text += text
    if (open && open.text.length > MOST_TOKEN) throw this.#lines.fault('this never ends')
    if (!open && text.trim()) throw this.#lines.fault('text outside of any element')
  }

  #begin(): XmlElement | undefined {
    const [, name = '', rest = ''] = this.#tag ?? []
    if (this.#open.length >= MOST_DEPTH) throw this.#lines.fault('too deep')
    this.#began = true
    this.#open.push({ name, line: this.#lines.line, attributes: attributesIn(rest), text: '' })
    return rest.endsWith('/') ? this.#close(`</${name}>`) : undefined
  }

  #close(tag: string): XmlElement | undefined {
    const name = tag.slice(2, -1).trim()
    const open = this.#open.pop()
    if (!open) throw this.#lines.fault(`</${name}> closes nothing`)
    if (open.name !== name)
      throw this.#lines.fault(`</${name}> closes <${open.name}> of line ${open.line}`)
    return this.#wanted.has(name) ? open : undefined
  }
}

/** From here to `end` and `more` characters of it; nothing when it has not come. */
function upTo(text: string, at: number, end: string, more: number): string {
  const found = text.indexOf(end, at)
  return found < 0 ? '' : text.slice(at, found + more)
}

function attributesIn(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', a, b] of text.matchAll(ATTRIBUTE))
    attributes.set(name, decoded(a ?? b ?? ''))
  return attributes
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g, entity)
}

function entity(written: string, name?: string, decimal?: string, hex?: string): string {
  if (name) return NAMED[name] ?? written
  const point = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16)
  return point <= 0x10ffff ? String.fromCodePoint(point) : written
}
