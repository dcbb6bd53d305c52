// The page in a room that is fuller than its edges: whoever looks at it sees no difference but
// that it is a little behind.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Live } from '../flows/live.ts'
import { until } from '../until.ts'
import { openBrowser, visit } from './browser.ts'

const FULL_SOON = {
  BARRAGE_ROOMS_CROWD_ABOVE: '1',
  BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000',
  BARRAGE_REPLAY_SETTLE_MS: '1000',
}

test('a page without an edge shows what is said, and what is typed into it reaches the others', async t => {
  const live = await Live.start(t, FULL_SOON)
  const bob = await live.enter('lobby', { name: 'Bob' })
  const { page, wrong } = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`)
  const box = page.getByRole('textbox')
  await until(() => box.isEnabled())
  await bob.say({ text: '前方高能' })
  await page.locator('[data-flying]', { hasText: '前方高能' }).waitFor()
  await page.locator('[data-chat]', { hasText: '前方高能' }).first().waitFor()

  await box.fill('你好')
  await page.keyboard.press('Enter')
  await page.locator('[data-flying]', { hasText: '你好' }).waitFor()
  await until(() => bob.texts.includes('你好'))
  await bob.say({ text: '再见' })
  await page.locator('[data-chat]', { hasText: '再见' }).first().waitFor()
  assert.equal(await page.locator('[data-chat]', { hasText: '你好' }).count(), 1)
  assert.equal(bob.batches.at(-1)?.viewers, 1)
  assert.deepEqual(wrong, [])
})
