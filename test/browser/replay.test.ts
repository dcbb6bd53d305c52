// A stream that has ended, as the page plays it again: against a clock that can be moved.

import assert from 'node:assert/strict'
import { test } from 'node:test'
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
  const stream = await imported(live, evening())
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

/** A minute, and an encore in its middle. */
function evening() {
  const usual = Array.from({ length: 240 }, (_, n) => ({ text: `好听 ${n}`, at: n * 250 }))
  const encore = Array.from({ length: 120 }, (_, n) => ({ text: '安可！', at: 30_000 + n * 20 }))
  return [...usual, ...encore]
}

async function imported(
  live: Live,
  said: readonly { readonly text: string; readonly at: number }[],
): Promise<string> {
  const openedAt = Date.now() - 3_600_000
  const begun = { room: 'lobby', openedAt }
  const { body } = await live.application<{ stream: string }>('POST', '/v1/replay/imports', begun)
  const path = `/v1/replay/imports/${body.stream}`
  const messages = said.map(({ text, at }, n) => {
    return { cid: `${n}`, body: { text }, from: { id: `u${n}` }, at }
  })
  await live.application('POST', `${path}/messages`, { messages })
  await live.application('PUT', path, { durationMs: 60_000 })
  return body.stream
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
