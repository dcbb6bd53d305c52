// Cures kafkajs of its idle loop: every connection wakes the process about a thousand times a
// second, with nothing to send, for 2 to 3 % of a core.
//
// The cause: after each answer its request queue sets a timer for when the broker's throttling
// ends. Without any throttling that moment is -1, minus the clock of today is a large negative
// time-out, which becomes 1 ms; the timer looks, finds nothing, and sets itself again. Here the
// one method is replaced by one that sets a timer only while a request is waiting: when none
// is, the next one to be queued sets it.
//
// Beside that, every connection looks ten times a second whether a request is overdue. Ours
// may take ten seconds, and a process has five connections: once a second is soon enough.

import { createRequire } from 'node:module'

/** How often a request that waits for others to be answered is looked at; as in kafkajs. */
const CHECK_MS = 10
const OVERDUE_CHECK_MS = 1_000

type InFlight = {
  readonly sentAt: number
  readonly requestTimeout: number
  timeoutRequest(): void
}
type RequestQueue = {
  readonly pending: readonly unknown[]
  /** ms since 1970; -1 when the broker has asked for no pause. */
  readonly throttledUntil: number
  readonly inflight: ReadonlyMap<number, InFlight>
  readonly enforceRequestTimeout: boolean
  throttleCheckTimeoutId: NodeJS.Timeout | null
  requestTimeoutIntervalId: NodeJS.Timeout | null
  isConnected(): boolean
  destroy(): void
  checkPendingRequests(): void
  scheduleRequestTimeoutCheck(): void
  scheduleCheckPendingRequests(): void
}

/** For this process, and all its clients. Doing it twice changes nothing. */
export function quietIdleQueues(): void {
  const queue: { prototype: RequestQueue } = createRequire(import.meta.url)(
    'kafkajs/src/network/requestQueue/index.js',
  )
  queue.prototype.scheduleCheckPendingRequests = scheduleWhilePending
  queue.prototype.scheduleRequestTimeoutCheck = lookForOverdue
}

function lookForOverdue(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return
  this.destroy()
  this.requestTimeoutIntervalId = setInterval(() => {
    const now = Date.now()
    for (const request of [...this.inflight.values()])
      if (now - request.sentAt > request.requestTimeout) request.timeoutRequest()
    if (!this.isConnected()) this.destroy()
  }, OVERDUE_CHECK_MS)
}

function scheduleWhilePending(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return
  const throttledForMs = this.throttledUntil - Date.now()
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    },
    throttledForMs > 0 ? throttledForMs : CHECK_MS,
  )
}
