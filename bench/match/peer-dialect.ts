// What the dialects of all peers share: everybody is let in, nobody resumes, and viewers only
// listen.

import type { Dialect, Door } from '../../loadtest/crowd/dialect.ts'

export function peerDialect(
  path: string,
  { isShared, read }: Pick<Dialect, 'isShared' | 'read'>,
): Dialect {
  return {
    async join({ server }, number): Promise<Door> {
      const url = server.replace(/^http/, 'ws')
      return { url, path, ticket: '', viewer: `${number}`, stream: '' }
    },
    knock: () => ({ path, protocols: [] }),
    isShared,
    read,
    ping: () => undefined,
    fetch: () => undefined,
    send: () => '',
    idOf: (_door, cid) => cid,
  }
}
