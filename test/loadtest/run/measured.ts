// A run against a Barrage of the test's own.

import type { Result } from '../../../loadtest/result.ts'
import { type Asked, planOf } from '../../../loadtest/run/plan.ts'
import { run } from '../../../loadtest/run/run.ts'
import type { Scenario } from '../../../loadtest/scenario.ts'
import { randomFrom } from '../../../loadtest/seeded-random.ts'
import { madeUpTexts } from '../../../loadtest/speaking/corpus.ts'
import type { Live } from '../../flows/live.ts'

export const ASKED = {
  ...{ seed: 1, deflate: false, ticketsFirst: false, joinByKey: false },
  ...{ serverPids: [], yesReally: false },
}

export function measured(
  { barrage }: Live,
  scenario: Scenario,
  asked: Partial<Asked> = {},
): Promise<Result> {
  const { url: server, adminUrl: admin, keys } = barrage
  const known = { server, admin, key: keys.application, operatorKey: keys.operator }
  return run(planOf('test', scenario, { ...ASKED, ...known, ...asked }), {
    texts: madeUpTexts(randomFrom(2)),
    signal: new AbortController().signal,
    show: () => {},
    say: () => {},
    command: 'a test',
  })
}
