// Comments over the picture, where a machine has other things to do as well.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { Live } from '../flows/live.ts'
import { until } from '../until.ts'
import { openBrowser, visit } from './browser.ts'

test('comments never overlap in their rows, however the page stutters', async t => {
  const live = await Live.start(t)
  await live.join('lobby')
  const { page, wrong } = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`)
  await page.locator('[data-connection=open]').waitFor()
  for (let burst = 0; burst < 8; burst++) {
    await say(live, burst)
    await page.evaluate(STUTTER)
    await page
      .locator('[data-chat]', { hasText: `b${burst} ` })
      .first()
      .waitFor()
    assert.deepEqual(await page.evaluate(OVERLAPS), [])
  }
  await until(() => noneLeft(page, 'b0'), { withinMs: 15_000 })
  assert.deepEqual([await page.evaluate(OVERLAPS), wrong], [[], []])
})

async function say(live: Live, burst: number): Promise<void> {
  const messages = Array.from({ length: 4 }, (_, n) => ({
    cid: `${burst}-${n}`,
    body: { text: `b${burst} ${'哈'.repeat(1 + ((burst + n * 5) % 13))}` },
    from: { id: `v${n}`, name: `v${n}` },
  }))
  const { status } = await live.application('POST', '/v1/rooms/lobby/messages', { messages })
  assert.equal(status, 200)
}

async function noneLeft(page: Page, text: string): Promise<boolean> {
  return (await page.locator(`[data-flying]:has-text("${text}")`).count()) === 0
}

/** Half a second in which the page does nothing else. */
const STUTTER = `new Promise(done => requestAnimationFrame(() => {
  for (const until = performance.now() + 500; performance.now() < until; );
  done()
}))`

/** Pairs of one row that touch, as their texts. */
const OVERLAPS = `(() => {
  const flying = [...document.querySelectorAll('[data-flying]')].map(element => {
    const { top, left, right } = element.getBoundingClientRect()
    return { top: Math.round(top), left, right, text: element.textContent }
  })
  return flying.flatMap(one => flying
    .filter(other => one !== other && one.top === other.top && one.left <= other.left)
    .filter(other => one.right > other.left)
    .map(other => one.text + ' | ' + other.text))
})()`
