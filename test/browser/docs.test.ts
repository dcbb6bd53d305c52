// The API, to browse: both servers' pages, under the policy that they are served with.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Live } from '../flows/live.ts'
import { openBrowser, visit } from './browser.ts'

test('every route can be browsed at /docs, on both ports', async t => {
  const live = await Live.start(t)
  const browser = await openBrowser(t)
  for (const server of [live.barrage.url, live.barrage.adminUrl]) {
    const { body } = await live.ask<{ paths: object }>(
      'GET',
      '/openapi.json',
      undefined,
      undefined,
      server,
    )
    const { page, wrong } = await visit(browser, `${server}/docs`)
    await page.locator('[data-path]').first().waitFor()
    const shown = await page
      .locator('[data-path]')
      .evaluateAll(all => all.map(one => one.getAttribute('data-path')))
    assert.deepEqual(new Set(shown), new Set(Object.keys(body.paths)))
    assert.deepEqual(wrong, [])
  }
})
