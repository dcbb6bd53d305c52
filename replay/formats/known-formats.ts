// The forms a stream's messages can be had in, by name.

import { artplayer } from './artplayer.ts'
import { ass } from './ass.ts'
import { bilibiliXml } from './bilibili-xml.ts'
import { csv } from './csv.ts'
import { danmaku } from './danmaku.ts'
import { dplayer } from './dplayer.ts'
import type { Format } from './format.ts'
import { native } from './native.ts'
import { segso } from './segso.ts'

// A Map and no object: `constructor` is a format somebody may ask for.
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['ndjson', native],
  ['dplayer', dplayer],
  ['artplayer', artplayer],
  ['bilibili-xml', bilibiliXml],
  ['danmaku', danmaku],
  ['ass', ass],
  ['segso', segso],
  ['csv', csv],
])
