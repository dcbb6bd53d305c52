// Our own form, one message a line as frames have it: `{"id","kind"?,"priority"?,"from","body",
// "at"}`. A message's id stands for its sender's cid, so a line that is in a file twice is one
// message.

import { type Body, DANMAKU, PRIORITIES, ROLES } from '../../engine/message.ts'
import { inLots, type PieceReader } from './in-lots.ts'
import { LineCounter } from './line-counter.ts'
import { isTime, msOf, type Notes, noting, type Recorded, type Skip } from './recorded.ts'

/** Of the first line, in which a message's body begins early. */
export const OPENING = /^\{[^\n]*"body"\s*:\s*\{/

/** A message has 4 KiB at most; whatever is sixteen times longer is none. */
const MOST_LINE = 65_536

export async function* native(
  pieces: AsyncIterable<string>,
  notes: Notes,
): AsyncGenerator<readonly Recorded[]> {
  for await (const lines of inLots(pieces, new MessageLines()))
    yield noting(lines.map(readMessage), notes)
}

type Line = Readonly<Record<string, unknown>>

class MessageLines implements PieceReader<Line> {
  readonly #lines = new LineCounter()
  #rest = ''

  end(): readonly Line[] {
    if (this.#rest.trim() === '') return []
    return [this.#parsed(this.#rest, 'the file ends in the middle of this')]
  }

  *read(piece: string): Generator<Line> {
    const whole = (this.#rest + piece).split('\n')
    this.#rest = whole.pop() ?? ''
    for (const line of whole) {
      if (line.trim()) yield this.#parsed(line, 'this is not a message in JSON')
      this.#lines.pass('\n')
    }
    if (this.#rest.length > MOST_LINE) throw this.#lines.fault('this line never ends')
  }

  #parsed(line: string, otherwise: string): Line {
    if (line.length > MOST_LINE) throw this.#lines.fault('this line is too long for a message')
    try {
      const value: unknown = JSON.parse(line)
      if (isObject(value)) return value
    } catch {
      // Said below: whatever is no object is no message.
    }
    throw this.#lines.fault(otherwise)
  }
}

/** What is only odd is left out of it. */
function readMessage(line: Line): Recorded | Skip {
  const { id, kind = DANMAKU, priority, from, body, at } = line
  if (!isObject(from) || !isObject(body) || typeof kind !== 'string') return 'unreadable'
  if (typeof at !== 'number' || !isTime(at / 1_000) || typeof from.id !== 'string')
    return 'unreadable'
  const known = PRIORITIES.find(one => one === priority)
  return {
    atMs: msOf(at / 1_000),
    kind,
    body: body as Body,
    from: readSender(from),
    ...(known ? { priority: known } : {}),
    ...(typeof id === 'string' ? { cid: id } : {}),
  }
}

function readSender({ id, name, role, level }: Readonly<Record<string, unknown>>) {
  const known = ROLES.find(one => one === role)
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(known ? { role: known } : {}),
    ...(Number.isSafeInteger(level) && Number(level) >= 0 ? { level: Number(level) } : {}),
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
