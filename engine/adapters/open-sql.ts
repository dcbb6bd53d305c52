// Opens the two ports that may stand on a database: the archive and the settings, which may
// also stand on a Redis.

import type { Now } from '../clock.ts'
import type { Archive } from '../ports/archive.ts'
import type { Settings } from '../ports/settings.ts'
import { KeptSettings } from './kept-settings.ts'
import { MemoryArchive } from './memory/archive.ts'
import { MemorySettings } from './memory/settings.ts'
import type { RedisOptions } from './open-live.ts'
import { PgliteSql } from './pglite/sql.ts'
import { PostgresSql } from './postgres/sql.ts'
import { RedisSettings } from './redis/settings.ts'
import { SqlArchive } from './sql/archive.ts'
import { SqlSettings } from './sql/settings.ts'
import { sharedSql } from './sql/shared-sql.ts'
import type { Sql } from './sql/sql.ts'

/** Half a gigabyte, for who wants nothing on disk. */
const MEMORY_ARCHIVE_ROWS = 1_000_000

export type SqlOptions = {
  readonly archiveUrl: string
  readonly settingsUrl: string
  /** `pglite:` keeps its database in here. */
  readonly folder: string
  readonly postgres: { readonly connections: number; readonly statementMs: number }
}

export function openSql(
  options: SqlOptions,
  redis: RedisOptions,
  now: Now,
): { archive: Archive; settings: Settings } {
  const { archiveUrl, settingsUrl, folder } = options
  const ports = [archiveUrl, settingsUrl].filter(url => url === 'pglite:').length
  const embedded = [...sharedSql(new PgliteSql(folder), ports)]
  const open = (url: string): Sql | undefined => {
    if (url === 'memory:' || isRedis(url)) return undefined
    // A pool for each: reading settings must not wait for the archive's batches.
    return url === 'pglite:' ? embedded.pop() : new PostgresSql({ url, ...options.postgres })
  }
  const [archive, settings] = [open(archiveUrl), open(settingsUrl)]
  return {
    archive: archive
      ? new SqlArchive(archive)
      : new MemoryArchive({ mostRows: MEMORY_ARCHIVE_ROWS }),
    settings: settings
      ? new KeptSettings(new SqlSettings(settings), now)
      : otherSettings(settingsUrl, redis, now),
  }
}

function otherSettings(url: string, redis: RedisOptions, now: Now): Settings {
  if (!isRedis(url)) return new MemorySettings()
  return new KeptSettings(new RedisSettings({ ...redis, url }), now)
}

function isRedis(url: string): boolean {
  return /^rediss?[:+]/.test(url)
}
