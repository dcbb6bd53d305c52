// What a supervisor asks: is the process alive, and may it be sent work?

import type { Server } from './server.ts'

/** True: fine. False, a rejection, or no answer in time: not ready. */
export type Check = () => boolean | Promise<boolean>

/** Kubernetes asks again after 10 s and gives up after 1. */
const ANSWER_WITHIN_MS = 900

/** `/health/live` answers while the event loop turns; `/health/ready` when every check is fine. */
export function registerHealth(app: Server, checks: Readonly<Record<string, Check>>): void {
  app.get('/health/live', { schema: { hide: true } }, async () => ({ live: true }))
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const names = Object.keys(checks)
    const fine = await Promise.all(Object.values(checks).map(inTime))
    const ready = fine.every(Boolean)
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store')
    return { ready, checks: Object.fromEntries(names.map((name, index) => [name, fine[index]])) }
  })
}

async function inTime(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, false)
  })
  try {
    return await Promise.race([check(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
