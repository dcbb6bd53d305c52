// The formats other players may ask for, by name.

import { bilibiliXml } from './bilibili-xml.ts'
import { dplayer } from './dplayer.ts'
import type { Format } from './format.ts'

// A Map and no object: `constructor` is a format somebody may ask for.
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['bilibili-xml', bilibiliXml],
  ['dplayer', dplayer],
])
