import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeMetrics } from '../../http/metrics.ts'

test('a scrape tells of the process, and looks at no socket of it', async () => {
  const text = await makeMetrics().text()
  assert.match(text, /^process_cpu_seconds_total /m)
  assert.match(text, /^process_max_fds /m)
  assert.doesNotMatch(text, /^(nodejs_active|process_open_fds)/m)
})
