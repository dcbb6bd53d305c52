import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparison } from '../../../loadtest/report/comparison.ts'
import { bytes, ms, percent, short, times, whole } from '../../../loadtest/report/figures.ts'
import { htmlReport } from '../../../loadtest/report/html.ts'
import { LiveTable } from '../../../loadtest/report/live-table.ts'
import { exact, linear, percentileScale, thinned } from '../../../loadtest/report/scale.ts'
import { headline, summary } from '../../../loadtest/report/summary.ts'
import { madeUpResult, madeUpSample } from './made-up-result.ts'

test('numbers are shown as people read them', () => {
  assert.deepEqual(
    [whole(1234567.4), short(950), short(12_345), short(1.23e6)],
    ['1,234,567', '950', '12.3 k', '1.23 M'],
  )
  assert.deepEqual([bytes(999), bytes(65_536), bytes(2.5e9)], ['999 B', '65.5 kB', '2.5 GB'])
  assert.deepEqual([ms(3.456), ms(1234.5)], ['3.46 ms', '1,235 ms'])
  assert.deepEqual([percent(0), percent(0.005), percent(0.5)], ['0 %', '0.5 %', '50 %'])
  assert.deepEqual([times(1.234), times(12.34), times(1 / 0)], ['1.23×', '12.3×', '–'])
})

test('axes are marked with round numbers, and reach what is drawn', () => {
  assert.deepEqual(linear(37, [0, 100]).ticks, [0, 10, 20, 30, 40])
  assert.deepEqual(linear(0, [0, 100]).ticks, [0, 1])
  assert.deepEqual(exact(12, [0, 120]).at(12), 120)
  assert.deepEqual(linear(1, [100, 0], 1).ticks, [0, 1])
})

test('each nine of a percentile has as much room as the last', () => {
  const { at } = percentileScale([0, 500])
  assert.deepEqual(
    [0, 90, 99, 99.9].map(percent => Math.round(at(percent))),
    [0, 100, 200, 300],
  )
})

test('a long run is thinned, and no peak is lost', () => {
  const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 7_777 ? 99 : 1 }))
  const thin = thinned(points, 400, 9_999)
  assert.ok(thin.length <= 401, `${thin.length}`)
  assert.equal(Math.max(...thin.map(({ y }) => y)), 99)
})

test('what came from a server is shown and not obeyed', () => {
  const evil = '</script><script>alert(1)</script>'
  const result = madeUpResult()
  const page = htmlReport({
    ...result,
    about: evil,
    happened: [{ second: 1, text: evil }],
    audience: { ...result.audience, complaints: [evil] },
    messages: { ...result.messages, refused: { [evil]: 1 } },
  })
  assert.ok(!page.includes(evil))
  assert.ok(page.includes('&lt;/script&gt;'))
})

test('a page loads nothing from anywhere', () => {
  assert.doesNotMatch(htmlReport(madeUpResult()), /(src|href)=|url\(|@import/)
})

test('void is said first, and why', () => {
  const result = madeUpResult({ void: ['3 acknowledged messages lost'] })
  assert.match(headline(result), /VOID$/)
  assert.match(summary(result), /void: 3 acknowledged messages lost/)
  assert.match(htmlReport(result), /Void: it does not count[\s\S]*3 acknowledged messages lost/)
})

test('two results are compared figure by figure', () => {
  const [a, b] = [madeUpResult(), madeUpResult()]
  const faster = { ...b, latency: { ...b.latency, all: { ...b.latency.all, p99: 50 } } }
  const text = comparison(['a.json', a], ['b.json', faster])
  assert.match(text, /latency p99\s+200 ms\s+50 ms\s+0\.25×/)
  assert.match(text, /missing\s+0\s+0\s+=/)
})

test('where there is no terminal a line comes every few seconds; on one the table is drawn over', () => {
  const lines: string[] = []
  const log = new LiveTable({ write: text => lines.push(text) }, { title: 'calm', seconds: 30 })
  for (let second = 1; second <= 11; second++) log.show(madeUpSample(second))
  assert.deepEqual(
    lines.map(one => one.split(' ')[0]),
    ['5', '10'],
  )

  const drawn: string[] = []
  const screen = { isTTY: true, columns: 60, write: (text: string) => drawn.push(text) }
  const table = new LiveTable(screen, { title: 'calm', seconds: 30 })
  table.show(madeUpSample(1))
  table.show(madeUpSample(2))
  assert.ok(drawn[1]?.startsWith('\x1b[5A'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what moves the cursor
  const rows = (drawn[1] ?? '').replace(/\x1b\[\d*[AK]/g, '').split('\n')
  assert.ok(
    rows.every(row => row.length < 60),
    'no row is longer than the terminal is wide',
  )
})
