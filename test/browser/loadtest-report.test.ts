// The report of a load test as whoever opens it sees it, on a desk and on a phone.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { htmlReport } from '../../loadtest/report/html.ts'
import { madeUpResult } from '../loadtest/report/made-up-result.ts'
import { scratchFolder } from '../main/program.ts'
import { openBrowser, visit } from './browser.ts'

test('every plot is drawn, nothing is cut off, and the pointer reads values', async t => {
  const file = join(scratchFolder(t), 'report.html')
  writeFileSync(file, htmlReport(madeUpResult()))
  const browser = await openBrowser(t)
  for (const [width, theme] of [
    [1_280, 'light'],
    [375, 'dark'],
  ] as const) {
    const { page, wrong } = await visit(browser, pathToFileURL(file).href, { width, theme })
    const plots = page.locator('.plot svg')
    assert.equal(await plots.count(), 12)
    const widths = await page.locator('html').evaluate(one => [one.clientWidth, one.scrollWidth])
    const [inner, whole] = widths
    assert.equal(whole, inner, `at ${width} px nothing sticks out`)
    const letters = await page
      .locator('.plot text')
      .first()
      .evaluate(one => one.getBoundingClientRect().height)
    assert.ok(letters >= 9, `writing in a plot is ${letters} px high`)
    await plots.first().hover()
    const readout = await page.locator('.readout').first().textContent()
    assert.match(readout ?? '', /^\d+ s: p50 [\d.]+, p99 [\d.]+, worst [\d.]+ \(ms\)$/)
    assert.deepEqual(wrong, [])
    await page.close()
  }
})
