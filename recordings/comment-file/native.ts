// Our own form, one message a line as frames have it: `{"id","kind"?,"priority"?,"from","body",
// "at"}`. A message's id stands for its sender's cid, so a line that is in a file twice is one
// message.

import { type Body, DANMAKU, PRIORITIES, ROLES } from '../../engine/message.ts'
import { LineCounter } from './line-counter.ts'
import type { Notes, Recorded } from './recorded.ts'

/** Of the first line, in which a message's body begins early. */
export const OPENING = /^\{[^\n]*"body"\s*:\s*\{/

/** A message has 4 KiB at most; whatever is sixteen times longer is none. */
const MOST_LINE = 65_536

export async function* native(
  pieces: AsyncIterable<string>,
  { skip }: Notes,
): AsyncGenerator<Recorded> {
  const lines = new LineCounter()
  let rest = ''
  for await (const piece of pieces) {
    const whole = (rest + piece).split('\n')
    rest = whole.pop() ?? ''
    for (const line of whole) {
      yield* readLine(line, lines, skip)
      lines.pass('\n')
    }
    if (rest.length > MOST_LINE) throw lines.fault('this line never ends')
  }
  if (isCut(rest)) throw lines.fault('the file ends in the middle of this')
  yield* readLine(rest, lines, skip)
}

function* readLine(line: string, lines: LineCounter, skip: Notes['skip']): Generator<Recorded> {
  if (line.trim() === '') return
  if (line.length > MOST_LINE) throw lines.fault('this line is too long for a message')
  const message = readMessage(parsed(line, lines))
  if (message) yield message
  else skip('unreadable')
}

function parsed(line: string, lines: LineCounter): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (isObject(value)) return value
  } catch {
    // Said below: whatever is no object is no message.
  }
  throw lines.fault('this is not a message in JSON')
}

/** Nothing: it makes no sense. What is only odd is left out of it. */
function readMessage(line: Readonly<Record<string, unknown>>): Recorded | undefined {
  const { id, kind = DANMAKU, priority, from, body, at } = line
  if (!isObject(from) || !isObject(body) || typeof kind !== 'string') return undefined
  if (typeof at !== 'number' || !Number.isFinite(at) || typeof from.id !== 'string')
    return undefined
  const known = PRIORITIES.find(one => one === priority)
  return {
    atMs: Math.max(0, Math.round(at)),
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
    ...(Number.isInteger(level) ? { level: Number(level) } : {}),
  }
}

function isCut(rest: string): boolean {
  if (rest.trim() === '') return false
  try {
    JSON.parse(rest)
    return false
  } catch {
    return true
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
