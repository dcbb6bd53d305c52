// The control speaks as Barrage does, and lets everybody in.

import { dialect as barrage } from '../../loadtest/crowd/barrage-dialect.ts'
import type { Dialect, Door } from '../../loadtest/crowd/dialect.ts'

export const dialect: Dialect = {
  ...barrage,
  async join({ server }, number): Promise<Door> {
    const url = server.replace(/^http/, 'ws')
    return { url, path: '/', ticket: '', viewer: `${number}`, stream: '' }
  },
  knock: ({ path }) => ({ path, protocols: [] }),
  ping: () => undefined,
  fetch: () => undefined,
}
