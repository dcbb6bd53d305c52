// What the npm library `danmaku` takes: `[{text, mode, time, style}]`; `mode` rtl, top or
// bottom. Its DOM engine sets `style` on an element and its canvas engine on a context, so the
// colour is there under both names. It sets text as text: nothing is escaped.

import type { Mode } from '../../engine/message.ts'
import { flyingFormat } from './format.ts'
import { hexColor } from './hex-color.ts'

const MODES: Readonly<Record<Mode, string>> = { scroll: 'rtl', top: 'top', bottom: 'bottom' }

export const danmaku = flyingFormat({
  contentType: 'application/json; charset=utf-8',
  extension: 'json',
  begin: '[',
  between: ',\n',
  end: ']\n',
  write: ({ atMs, mode, color, size, text }) => {
    const fill = hexColor(color)
    const style = { font: `${size}px sans-serif`, color: fill, fillStyle: fill }
    return JSON.stringify({ text, mode: MODES[mode], time: atMs / 1_000, style })
  },
})
