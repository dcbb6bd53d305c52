// One HTTP load in a process of its own: see http-load.ts.

import autocannon from 'autocannon'
import type { HttpMeasured, HttpTask } from './http-load.ts'

process.once('message', task => void load(task as HttpTask))
process.once('disconnect', () => process.exit())

async function load(task: HttpTask): Promise<void> {
  const { url, connections, perSecond, seconds, requests } = task
  const result = await autocannon({
    url,
    connections,
    overallRate: perSecond,
    duration: seconds,
    requests: requests.map(request => ({ ...request })),
  })
  const { latency, errors, timeouts, non2xx } = result
  const told: HttpMeasured = {
    answered: result['2xx'],
    failed: errors + timeouts + non2xx,
    p50: latency.p50,
    p99: latency.p99,
    max: latency.max,
  }
  process.send?.(told)
}
