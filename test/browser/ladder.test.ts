// The page in a room that is spared something, by an operator's hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BIG, Live } from '../flows/live.ts'
import { openBrowser, visit } from './browser.ts'

test('what was said by many flies and stands once, and a slow room asks for patience', async t => {
  const live = await Live.start(t, BIG)
  const { page, wrong } = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`)
  await page.locator('[data-connection=open]').waitFor()
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { ladder: 6 })
  await page.locator('[data-slow="5000"]').waitFor()

  const messages = Array.from({ length: 4 }, (_, n) => ({
    cid: `many-${n}`,
    body: { text: '前方高能' },
    from: { id: `v${n}`, name: `v${n}` },
  }))
  await live.application('POST', '/v1/rooms/lobby/messages', { messages })
  await page.locator('[data-flying]', { hasText: '前方高能 +' }).waitFor()
  await page.locator('[data-chat]:has([data-plus])', { hasText: '前方高能' }).waitFor()
  assert.equal(await page.locator('[data-withheld]').count(), 0)

  await page.getByRole('textbox').fill('一')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox').fill('二')
  await page.locator('[data-wait]').waitFor()
  await page.keyboard.press('Enter')
  assert.equal(await page.getByRole('textbox').inputValue(), '二')

  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { ladder: 0 })
  await page.locator('[data-slow]').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.locator('[data-chat]', { hasText: '二' }).waitFor()
  assert.deepEqual(wrong, [])
})
