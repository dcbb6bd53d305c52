import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { Entry } from '../../../engine/ports/message-log.ts'
import { appendTo } from '../../../engine/uplink/append.ts'
import { context, message } from './climbing.ts'

type Waiting = { readonly take: () => void; readonly fail: (error: unknown) => void }

/** A log that answers when the test says so, and the step that appends to it. */
function appending({ mostInFlight = 10 } = {}) {
  const entries: [partition: number, entry: Entry][] = []
  const waiting: Waiting[] = []
  const tookMs: number[] = []
  let now = 0
  const append = (partition: number, entry: Entry) =>
    new Promise<{ offset: number }>((resolve, fail) => {
      entries.push([partition, entry])
      waiting.push({ take: () => resolve({ offset: 0 }), fail })
    })
  const options = { mostInFlight, appended: (ms: number) => tookMs.push(ms), now: () => now }
  const step = appendTo({ append }, () => 3, options)
  const send = async (shadowed = false) => step({ message: message(), shadowed }, context())
  const turn = (ms: number) => (now += ms)
  return { send, entries, waiting, tookMs, turn }
}

test('passes once the log has it, with where it went and how long it took', async () => {
  const { send, entries, waiting, tookMs, turn } = appending()
  const sent = send(true)
  turn(7)
  waiting[0]?.take()
  assert.deepEqual(await sent, { message: message(), shadowed: true })
  assert.deepEqual(entries, [[3, { type: 'message', message: message(), shadowed: true }]])
  assert.deepEqual(tookMs, [7])
})

test('what the log could not take is refused with a delay, certainly or perhaps', async () => {
  for (const [fault, why] of [
    ['log-unavailable', 'unavailable'],
    ['log-unsure', 'unsure'],
  ] as const) {
    const { send, waiting, tookMs } = appending()
    const sent = send()
    waiting[0]?.fail(new Fault(fault))
    assert.deepEqual(await sent, { why, retryMs: 1_000 })
    assert.deepEqual(tookMs, [])
  }
})

test('an error nobody foresaw is thrown on', async () => {
  const { send, waiting } = appending()
  const sent = send()
  waiting[0]?.fail(new TypeError('ours'))
  await assert.rejects(sent, TypeError)
})

test('beyond the bound in flight it is overloaded, until one has come back, however it came', async () => {
  const { send, waiting, entries } = appending({ mostInFlight: 2 })
  const sent = [send(), send()]
  assert.deepEqual(await send(), { why: 'overloaded', retryMs: 250 })
  waiting[0]?.take()
  waiting[1]?.fail(new Fault('log-unsure'))
  await Promise.all(sent)
  const more = [send(), send()]
  assert.deepEqual(await send(), { why: 'overloaded', retryMs: 250 })
  for (const one of waiting) one.take()
  assert.ok((await Promise.all(more)).every(next => !('why' in next)))
  assert.equal(entries.length, 4)
})
