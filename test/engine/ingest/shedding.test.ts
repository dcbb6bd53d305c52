import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MessageRecord } from '../../../engine/ingest/lane-queue.ts'
import { chooseShed } from '../../../engine/ingest/shedding.ts'
import type { Priority } from '../../../engine/message.ts'
import { said } from '../../fixtures/message.ts'

const waiting = [
  record('low', 3),
  record('whitelist', 1),
  record('high', 2),
  record('low', 5),
  record('high', 6),
  record('low', 4),
]

const tables: [excess: number, gone: string[]][] = [
  [0, []],
  [1, ['low 3']],
  [2, ['low 3', 'low 4']],
  [4, ['low 3', 'low 4', 'low 5', 'high 2']],
  [9, ['low 3', 'low 4', 'low 5', 'high 2', 'high 6']],
]

for (const [excess, gone] of tables) {
  test(`of ${excess} too many it gives up ${gone.join(', ') || 'nothing'}`, () => {
    const names = [...chooseShed(waiting, excess)].map(({ entry }) => entry.message.id)
    assert.deepEqual(names, gone)
  })
}

function record(priority: Priority, appendedAt: number): MessageRecord {
  const message = said(`${priority} ${appendedAt}`, { priority })
  const entry = { type: 'message', message, shadowed: false } as const
  return { partition: 0, offset: appendedAt, appendedAt, entry }
}
