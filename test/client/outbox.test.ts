import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { BarrageError } from '../../client/barrage-error.ts'
import { Outbox } from '../../client/outbox.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import type { SendFrame } from '../../engine/wire/frames.ts'

const body = { text: 'hi' }

function outbox({ connected = true } = {}) {
  const line = { connected }
  const sent: SendFrame[] = []
  const box = new Outbox(
    frame => line.connected && sent.push(frame) > 0,
    () => 0.5,
    () => 0,
  )
  return { box, sent, line, cid: (n: number) => sent[n]?.cid ?? '' }
}

const code = (why: keyof typeof REFUSALS) => (error: unknown) =>
  error instanceof BarrageError && error.code === REFUSALS[why].code

test('an acknowledged message resolves with its id and is forgotten', async () => {
  const { box, cid } = outbox()
  const sending = box.add({ body })
  box.ok({ t: 'ok', cid: cid(0), id: 'm' as never })
  assert.deepEqual(await sending, { id: 'm' })
  assert.equal(box.size, 0)
})

test('what has no answer goes out again with the same cid, in order', () => {
  const { box, sent, line } = outbox({ connected: false })
  const sendings = [box.add({ body }), box.add({ kind: 'like', body })]
  line.connected = true
  box.resend()
  box.resend()
  const cids = sent.map(frame => frame.cid)
  assert.equal(new Set(cids).size, 2)
  assert.deepEqual(cids.slice(0, 2), cids.slice(2))
  for (const sending of sendings) sending.catch(() => {})
  box.close()
})

test('a refusal rejects with its code, its text and when to try again', async () => {
  const { box, cid } = outbox()
  const sending = box.add({ body })
  box.no({ t: 'no', cid: cid(0), ...REFUSALS.tooFast, retryMs: 700 })
  await assert.rejects(sending, { code: 201, message: 'slow down', retryMs: 700, mayRetry: true })
})

test('an unsure outcome is asked again with the same cid until somebody knows', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const { box, sent, cid } = outbox()
  const sending = box.add({ body })
  box.no({ t: 'no', cid: cid(0), ...REFUSALS.unsure, retryMs: 300 })
  mock.timers.tick(299)
  assert.equal(sent.length, 1)
  mock.timers.tick(1)
  assert.equal(cid(1), cid(0))
  box.ok({ t: 'ok', cid: cid(0), id: 'm' as never })
  assert.deepEqual(await sending, { id: 'm' })
})

test('when a frame was too fast to be read, all that waits goes out again', t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const { box, sent } = outbox()
  for (const sending of [box.add({ body }), box.add({ body })]) sending.catch(() => {})
  box.hurried(400)
  box.hurried(400)
  mock.timers.tick(400)
  assert.deepEqual(sent.slice(2), sent.slice(0, 2))
  box.close()
})

test('after the deadline it is unsure when it left, unavailable when it never did', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const gone = outbox()
  const kept = outbox({ connected: false })
  const sendings = [gone.box.add({ body }), kept.box.add({ body })] as const
  mock.timers.tick(30_000)
  await assert.rejects(sendings[0], code('unsure'))
  await assert.rejects(sendings[1], code('unavailable'))
})

test('a full outbox refuses, and an answer to nothing is passed over', async () => {
  const { box } = outbox({ connected: false })
  const waiting = Array.from({ length: 50 }, () => box.add({ body }))
  await assert.rejects(box.add({ body }), code('overloaded'))
  box.ok({ t: 'ok', cid: 'nobody', id: 'm' as never })
  box.no({ t: 'no', code: 101, text: '' })
  assert.equal(box.size, 50)
  box.close()
  for (const one of await Promise.allSettled(waiting)) assert.equal(one.status, 'rejected')
})

const LIMITS = { frameBytes: 4_096, textLength: 100, burst: 2, perSecond: 1, kinds: ['danmaku'] }

test('what would come too fast is held back, in order, and what would wait long is refused', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const { box, sent, cid } = outbox()
  box.limit(LIMITS)
  const sendings = Array.from({ length: 4 }, () => box.add({ body }))
  assert.equal(sent.length, 2)
  await assert.rejects(box.add({ body }), { code: 201, retryMs: 3_158, mayRetry: true })
  mock.timers.tick(1_053)
  assert.equal(sent.length, 3)
  mock.timers.tick(1_053)
  assert.deepEqual(
    [0, 1, 2, 3].map(n => cid(n).split('-')[1]),
    ['0', '1', '2', '3'],
  )
  for (const sending of sendings) sending.catch(() => {})
  box.close()
})

test('a kind that is not ours is refused here; new limits hold at once', async () => {
  const { box, sent } = outbox()
  box.limit(LIMITS)
  await assert.rejects(box.add({ kind: 'gift', body }), code('notYours'))
  box.limit({ ...LIMITS, burst: 10, perSecond: 10, kinds: ['danmaku', 'gift'] })
  void box.add({ kind: 'gift', body }).catch(() => {})
  assert.equal(sent[0]?.kind, 'gift')
  box.close()
})
