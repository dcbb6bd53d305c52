// A process of the crowd's report in which nothing has happened, but for what a test says.

import { byPriority } from '../../../engine/message.ts'
import { noCounts } from '../../../loadtest/crowd/counts.ts'
import type { Report } from '../../../loadtest/crowd/orders.ts'

export function reportOf(news: Partial<Report>): Report {
  return {
    ...{ present: 0, ticketed: 0, behind: 0, furthest: undefined, counts: noCounts() },
    books: {
      ...{ delivered: byPriority(() => 0), withheld: byPriority(() => 0) },
      ...{ doubled: 0, gaps: 0, resumed: 0, restarted: 0 },
    },
    ...{ frames: [], live: [], resumed: [], said: [], unsaid: [], answers: [], complaints: [] },
    own: { cpuMs: 0, loopP99Ms: 0, loopMaxMs: 0, rssBytes: 0 },
    ...news,
  }
}
