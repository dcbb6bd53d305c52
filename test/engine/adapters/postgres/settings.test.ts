import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SqlSettings } from '../../../../engine/adapters/sql/settings.ts'
import type { RoomRecord } from '../../../../engine/room.ts'
import { settingsContract } from '../../../contracts/settings.ts'
import { ROOM } from '../../../fixtures/message.ts'
import { startPostgres } from '../../../fixtures/postgres.ts'

const { connect, newDatabase } = await startPostgres()

settingsContract('Postgres', async () => new SqlSettings(connect(await newDatabase())))

test('of changes that several processes make at once none is lost', async () => {
  const url = await newDatabase()
  const processes = Array.from({ length: 4 }, () => new SqlSettings(connect(url)))
  const more = (record: RoomRecord): RoomRecord => ({
    ...record,
    changed: { tickMs: Number(record.changed.tickMs ?? 0) + 1 },
  })
  const changes = processes.flatMap(settings =>
    Array.from({ length: 10 }, () => settings.update(ROOM, more)),
  )
  await Promise.all(changes)
  assert.deepEqual(await processes[0]?.get(ROOM), {
    room: ROOM,
    changed: { tickMs: 40 },
    version: 40,
  })
})
