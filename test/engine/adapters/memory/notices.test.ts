import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryNotices } from '../../../../engine/adapters/memory/notices.ts'
import { noticesContract } from '../../../contracts/notices.ts'
import { STREAM, streamOf } from '../../../fixtures/message.ts'

noticesContract('memory', async () => new MemoryNotices())

test('what is published in one turn is told once for each stream, right after it', async () => {
  const notices = new MemoryNotices()
  const heard: string[] = []
  notices.watch(STREAM, () => heard.push('one'))
  notices.watch(streamOf(1), () => heard.push('two'))
  for (let n = 0; n < 100; n++) for (const stream of [STREAM, streamOf(1)]) notices.publish(stream)
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(heard, ['one', 'two'])
  await notices.close()
})
