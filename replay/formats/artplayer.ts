// ArtPlayer's array: `[{text, time, color, mode}]`; seconds, "#rrggbb", `mode` 0 scroll, 1 top,
// 2 bottom. It shows text as text, so nothing is escaped.

import type { Mode } from '../../engine/message.ts'
import { flyingFormat } from './format.ts'
import { hexColor } from './hex-color.ts'

const MODES: Readonly<Record<Mode, number>> = { scroll: 0, top: 1, bottom: 2 }

export const artplayer = flyingFormat({
  contentType: 'application/json; charset=utf-8',
  extension: 'json',
  begin: '[',
  between: ',\n',
  end: ']\n',
  write: ({ atMs, mode, color, text }) =>
    JSON.stringify({ text, time: atMs / 1_000, color: hexColor(color), mode: MODES[mode] }),
})
