import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { pidListeningOn } from '../../../loadtest/watching/listening-pid.ts'
import { costOf } from '../../../loadtest/watching/proc.ts'
import { figuresOf, readSeries } from '../../../loadtest/watching/scrape.ts'

test('who listens on a port is found, and nobody where nobody does', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  assert.equal(pidListeningOn(port), process.pid)
  await new Promise(resolve => server.close(resolve))
  assert.equal(pidListeningOn(port), undefined)
})

test('what a process costs is what it says itself', () => {
  const { cpuMs, rssBytes } = costOf([process.pid])
  const { user, system } = process.cpuUsage()
  assert.ok(Math.abs(cpuMs - (user + system) / 1_000) < 500, `${cpuMs}`)
  assert.ok(Math.abs(rssBytes / process.memoryUsage.rss() - 1) < 0.2, `${rssBytes}`)
})

test('a process that is gone costs nothing', () => {
  assert.deepEqual(costOf([2 ** 22 + 1]), { cpuMs: 0, rssBytes: 0 })
})

const METRICS = `# HELP barrage_gear Gears
# TYPE barrage_gear gauge
barrage_gear{lane="a/danmaku"} 1
barrage_gear{lane="a/gift"} 3
barrage_gears 9
barrage_closed_total{why="tooSlow"} 4
barrage_ingest_total{event="shed"} 2
barrage_ingest_total{event="stored"} 100
nodejs_eventloop_lag_min_seconds 0.05
nodejs_eventloop_lag_max_seconds 0.062
nodejs_eventloop_lag_p99_seconds 0.051
`

test('metrics become figures: the worst gear, all that was shed, lateness beyond the look itself', () => {
  const { loopMaxMs, loopP99Ms, ...figures } = figuresOf([readSeries(METRICS)])
  assert.deepEqual(figures, { gear: 3, shed: 2, closed: { tooSlow: 4 } })
  assert.equal(Math.round(Number(loopMaxMs)), 12)
  assert.equal(Math.round(Number(loopP99Ms)), 1)
})

test('of several processes counters add up', () => {
  const series = readSeries(METRICS)
  assert.deepEqual(figuresOf([series, series]).shed, 4)
  assert.deepEqual(figuresOf([series, series]).closed, { tooSlow: 8 })
  assert.deepEqual(figuresOf([]), { closed: {} })
})
