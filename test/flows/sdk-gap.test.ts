// Who was away for longer than the buckets reach back: what they let go of comes from the segments.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import type { Fetch } from '../../client/ask.ts'
import { connect } from '../../client/room.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, Live, SMALL } from './live.ts'

const FORGETFUL = {
  BARRAGE_BUCKETS_KEEP: '10',
  BARRAGE_REPLAY_SETTLE_MS: '0',
  BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000',
}
/** Nobody is there. */
const NOWHERE = 'ws://127.0.0.1:1'

for (const [size, env] of [
  ['small', SMALL],
  ['big', BIG],
] as const)
  test(`what the buckets of a ${size} room let go of is shown after all`, async t => {
    const live = await Live.start(t, { ...env, ...FORGETFUL })
    await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 50 })
    const { shown, leave, comeBack } = await absentee(t, live)
    const ids = await sayAll(live, 'lobby', made(5, { cid: 'before' }))
    await until(() => shown.length === 5)
    leave()
    // No more than a second of a segment is asked for.
    ids.push(...(await sayAll(live, 'lobby', made(20, { cid: 'meanwhile' }))))
    await segmentsHold(live, ids.length)
    comeBack()
    await until(() => shown.length >= ids.length)
    assert.deepEqual(shown.toSorted(), ids.toSorted())
  })

type Manifest = { readonly segments: { readonly rows: readonly (readonly number[])[] } }

async function segmentsHold(live: Live, many: number): Promise<void> {
  const { stream } = await live.join('lobby')
  await until(async () => {
    const { status, body } = await live.ask<Manifest>('GET', `/v1/replay/${stream}`)
    if (status !== 200) return false // nothing of it is archived yet
    return body.segments.rows.reduce((sum, [, , , count = 0]) => sum + count, 0) === many
  })
}

/** Somebody whose network goes and comes. */
async function absentee(t: { after(fn: () => void): void }, live: Live) {
  let away = false
  let changed = () => {}
  const sockets: WebSocket[] = []
  class Gated extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(away ? NOWHERE : url, protocols)
      sockets.push(this)
    }
  }
  const gated: Fetch = (url, init) =>
    away ? Promise.reject(new TypeError('away')) : fetch(url, init)
  const room = connect({
    ...{ server: live.barrage.url, room: 'lobby', WebSocket: Gated, fetch: gated },
    networkChanges: tell => {
      changed = tell
      return () => {}
    },
  })
  t.after(() => room.close())
  const shown: string[] = []
  room.on('messages', ({ messages }) => shown.push(...messages.map(({ id }) => id)))
  await until(() => room.state === 'open')
  return {
    shown,
    leave: () => {
      away = true
      sockets.at(-1)?.terminate()
    },
    comeBack: () => {
      away = false
      changed()
    },
  }
}
