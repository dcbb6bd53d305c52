// The page as a newcomer meets it: in a real browser, served by the real process.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Live } from '../flows/live.ts'
import { until } from '../until.ts'
import { openBrowser, type Visit, visit } from './browser.ts'

const FLYING = '[data-flying]'
const CHAT = '[data-chat]'

test('a comment that another viewer sent flies over the picture and stands in the chat', async t => {
  const live = await Live.start(t)
  const { page, wrong } = await entered(t, live)
  const bob = await live.enter('lobby', { name: 'Bob' })
  await bob.say({ text: '前方高能' })

  const comment = page.locator(FLYING, { hasText: '前方高能' })
  await comment.waitFor()
  const before = await comment.boundingBox()
  await until(async () => ((await comment.boundingBox())?.x ?? -1) < (before?.x ?? 0))
  await page.locator(CHAT, { hasText: '前方高能' }).first().waitFor()
  assert.deepEqual(wrong, [])
})

test('what the newcomer types flies at once, and reaches the others', async t => {
  const live = await Live.start(t)
  const bob = await live.enter('lobby')
  const { page, wrong } = await entered(t, live)
  await until(() => bob.batches.at(-1)?.viewers === 2)
  await page.getByRole('textbox').fill('你好')
  await page.keyboard.press('Enter')
  await page.locator(FLYING, { hasText: '你好' }).waitFor()
  await until(() => bob.texts.includes('你好'))
  assert.equal(await page.locator(FLYING, { hasText: '你好' }).count(), 1)
  assert.deepEqual(wrong, [])
})

test('text and names from viewers are text, never markup', async t => {
  const live = await Live.start(t)
  const { page, wrong } = await entered(t, live)
  const evil = ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '<b>bold</b>']
  for (const text of evil) {
    const mallory = await live.enter('lobby', { name: text.slice(0, 24) })
    await mallory.say({ text })
    await page.locator(FLYING, { hasText: text }).waitFor()
    await page.locator(CHAT, { hasText: text }).first().waitFor()
  }
  const made = await page.locator(`:is(${FLYING}, ${CHAT}) :is(img, script, b)`).count()
  assert.deepEqual([made, wrong], [0, []])
})

test('on a phone, in the dark and in Chinese, nothing stands outside the screen', async t => {
  const live = await Live.start(t)
  const { page, wrong } = await entered(t, live, { width: 375, height: 700, language: 'zh-CN' })
  await page.getByRole('textbox').waitFor()
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.deepEqual([overflow, wrong], [0, []])
  assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN')
})

/** The page of a room, once it is connected. */
async function entered(t: { after(fn: () => Promise<void>): void }, live: Live, how: Visit = {}) {
  const visited = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`, how)
  await visited.page.locator('[data-connection=open]').waitFor()
  return visited
}
