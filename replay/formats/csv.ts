// A table for spreadsheets, of every kind of message (RFC 4180).
//
// It begins with a byte order mark: without one Excel takes UTF-8 for something else, and
// Chinese for noise; whatever else reads CSV knows to skip it. A cell that a spreadsheet would
// take for a formula gets an apostrophe in front, because what viewers say must not run; line
// ends and tabs within one become spaces, so that nothing begins a row of its own.

import { DANMAKU, type Message } from '../../engine/message.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { cleanText } from '../../engine/uplink/text.ts'
import { flyingOf } from './flying.ts'
import type { Format } from './format.ts'
import { hexColor } from './hex-color.ts'

const HEAD =
  'time_s,said_at,kind,priority,user_id,user_name,role,level,text,color,mode,size,body,id'
const BYTE_ORDER_MARK = '\ufeff'
/** Full-width signs too: some spreadsheets take them for the others. */
const FORMULA = /^[=+\-@＝＋－＠|%]/

export const csv: Format = {
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  open: () => ({
    begin: `${BYTE_ORDER_MARK}${HEAD}\r\n`,
    between: '',
    write: message => `${cellsOf(message).join(',')}\r\n`,
    end: () => '',
  }),
}

function cellsOf(message: Message): string[] {
  const { id, kind, priority, from, body, at, stream } = message
  const flying = flyingOf(message, openedAt(stream))
  const color = flying && hexColor(flying.color)
  const whole = kind === DANMAKU ? undefined : JSON.stringify(body)
  return [
    ((at - openedAt(stream)) / 1_000).toFixed(3),
    new Date(at).toISOString(),
    ...[kind, priority, from.id, from.name, from.role, from.level].map(cell),
    ...[body.text, color, flying?.mode, flying?.size, whole, id].map(cell),
  ]
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const { text } = cleanText(String(value))
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
