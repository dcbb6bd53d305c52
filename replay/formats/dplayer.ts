// DPlayer's answer, version 3: `{"code":0,"data":[[time_s,type,color,author,text],…]}`.
//
// DPlayer writes text and author with innerHTML, so here, and here alone, they are escaped as
// HTML.

import type { Mode } from '../../engine/message.ts'
import { flyingFormat } from './format.ts'

const TYPES: Readonly<Record<Mode, number>> = { scroll: 0, top: 1, bottom: 2 }
/** DPlayer takes 0 for no colour at all, and makes it white. */
const NEARLY_BLACK = 1
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const dplayer = flyingFormat({
  contentType: 'application/json; charset=utf-8',
  extension: 'json',
  begin: '{"code":0,"data":[',
  between: ',',
  end: ']}',
  write: ({ atMs, mode, color, author, text }) =>
    JSON.stringify([
      ...[atMs / 1_000, TYPES[mode], color || NEARLY_BLACK],
      ...[escaped(author.name), escaped(text)],
    ]),
})

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] ?? '')
}
