// A stream that has ended, as the page plays it again: against a clock that can be moved.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importedComments } from '../flows/imported.ts'
import { Live } from '../flows/live.ts'
import { until } from '../until.ts'
import { openBrowser, visit } from './browser.ts'

const SAID_AT_MS = 2_000

test('a stream that has ended plays again, and goes where it is sent by keyboard', async t => {
  const live = await Live.start(t)
  await ended(live)
  const { page, wrong } = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`)
  const slider = page.getByRole('slider').first()
  await slider.waitFor()
  await slider.press('Home') // however long the page took to open
  const comment = page.locator('[data-flying]', { hasText: '安可' })
  await comment.waitFor()

  await slider.press('Home')
  await until(async () => Number(await slider.getAttribute('aria-valuenow')) < SAID_AT_MS / 1_000)
  await until(async () => (await comment.count()) === 0)
  await comment.waitFor()
  assert.deepEqual(wrong, [])
})

test('the peaks of a stream are marked over its curve, told in words, and lead there', async t => {
  const live = await Live.start(t)
  const stream = await importedComments(live, evening())
  const address = `${live.barrage.url}/?room=lobby&stream=${stream}`
  const { page, wrong } = await visit(await openBrowser(t), address)
  const peak = page.locator('[data-peak]')
  await peak.waitFor()
  assert.match(String(await peak.textContent()), /^0:3\d安可/)
  const mark = page.locator('.peak-mark')
  const place = Number(/--peak: ?([\d.]+)/.exec((await mark.getAttribute('style')) ?? '')?.[1])
  assert.ok(place > 0.4 && place < 0.6, `${place}`)
  await peak.click()
  const slider = page.getByRole('slider').first()
  await until(async () => Number(await slider.getAttribute('aria-valuenow')) >= 25)
  await page.locator('[data-flying]', { hasText: '安可' }).first().waitFor()
  assert.deepEqual(wrong, [])
})

test('a stream that is on plays from its beginning, and grows while it plays', async t => {
  const live = await Live.start(t, { BARRAGE_ARCHIVER_BATCH_MS: '50' })
  const bob = await live.enter('lobby', { name: 'Bob' })
  await bob.say({ text: '开场' })
  const { page, wrong } = await visit(await openBrowser(t), `${live.barrage.url}/?room=lobby`)
  await page.locator('[data-watch]').click()
  const flying = (text: string) => page.locator('[data-flying]', { hasText: text })
  await flying('开场').waitFor()
  await bob.say({ text: '再来一首' })
  await flying('再来一首').waitFor()
  assert.equal(await page.locator('[data-back]').count(), 1)
  assert.deepEqual(wrong, [])
})

test('segments are there before the playhead is, and what a player had it keeps', async t => {
  const live = await Live.start(t)
  const minutes = Array.from({ length: 300 }, (_, n) => ({ text: `第 ${n} 秒`, at: n * 1_000 }))
  const stream = await importedComments(live, minutes, 300_000)
  const address = `${live.barrage.url}/?room=lobby&stream=${stream}`
  const { page, wrong } = await visit(await openBrowser(t), address)
  const fetched = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(entry => entry as unknown as { name: string; transferSize: number })
        .filter(({ name }) => name.includes('/segments/'))
        .map(({ name, transferSize }) => ({ from: /(\d+)-\d+$/.exec(name)?.[1], transferSize })),
    )
  await until(async () => (await fetched()).length >= 9)
  const ahead = (await fetched()).slice(0, 9).map(({ from }) => Number(from))
  assert.deepEqual(
    ahead.toSorted((a, b) => a - b),
    Array.from({ length: 9 }, (_, n) => n * 10_000),
  )
  const slider = page.getByRole('slider').first()
  await slider.press('End')
  await until(async () => (await fetched()).some(({ from }) => from === '290000'))
  await slider.press('Home')
  await page.locator('[data-flying]', { hasText: '第 1 秒' }).waitFor()
  const again = (await fetched()).filter(({ from }) => from === '0')
  assert.deepEqual(
    again.map(({ transferSize }) => transferSize > 0),
    [true, false],
  )
  assert.deepEqual(wrong, [])
})

/** A minute, and an encore in its middle. */
function evening() {
  const usual = Array.from({ length: 240 }, (_, n) => ({ text: `好听 ${n}`, at: n * 250 }))
  const encore = Array.from({ length: 120 }, (_, n) => ({ text: '安可！', at: 30_000 + n * 20 }))
  return [...usual, ...encore]
}

/** One comment in the middle, and an end that the archive has heard of. */
async function ended(live: Live): Promise<void> {
  const { stream, openedAt } = await live.join('lobby')
  await until(() => Date.now() >= openedAt + SAID_AT_MS)
  const from = { id: 'ann', name: 'Ann' }
  const messages = [{ cid: 'm', body: { text: '安可' }, from }]
  await live.application('POST', '/v1/rooms/lobby/messages', { messages })
  await until(() => Date.now() >= openedAt + 2 * SAID_AT_MS)
  await live.application('DELETE', '/v1/rooms/lobby/stream')
  await until(async () => {
    const { body } = await live.ask<Past>('GET', `/v1/replay/${stream}`)
    return body.closedAt !== undefined && body.counts?.messages === 1
  })
}

type Past = { readonly closedAt?: number; readonly counts?: { readonly messages: number } }
