// Another room's audience storms in and pastes the same few lines, as fast as it can. Most of
// it is refused; who talks as always is heard, and gifts get through.

import type { Scenario } from '../scenario.ts'
import { pick } from '../seeded-random.ts'

const LINES = [
  '隔壁直播间前来打卡！！！',
  '只有真正的粉丝才懂这个梗',
  '刷起来刷起来刷起来刷起来',
  'FREE SKINS at the usual place, hurry',
  '主播看我看我看我看我看我',
]

export const scenario: Scenario = {
  about: 'copy and paste by the thousand, over the viewers’ own sockets',
  usual: { viewers: 2_000, seconds: 30, rate: 800 },
  says: [
    { weight: 90, by: 'viewers', body: random => ({ text: pick(LINES, random) }) },
    { weight: 8, by: 'viewers' },
    { weight: 2, kind: 'gift', body: () => ({ gift: 'rose', count: 1 }) },
  ],
  gate: [
    { measure: 'whitelistWithheld', most: 0 },
    { measure: 'whitelistP99Ms', most: 2_000 },
    { measure: 'shed', most: 0 },
  ],
}
