// Clients are told what a room takes of each of them, and hold themselves.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BarrageError } from '../../client/barrage-error.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import type { OpenLive } from './live.ts'
import { shownBySdk } from './sdk.ts'

const PLENTY = { burst: 10_000, perSecond: 10_000 }

export function limits(open: OpenLive): void {
  test('clients are told what they may send, and told again when that changes', async t => {
    const live = await open(t)
    const ann = await live.enter(live.lobby)
    const { burst, perSecond, kinds } = ann.welcome.limits
    assert.deepEqual([burst, perSecond, kinds], [5, 1, ['danmaku', 'like']])
    const pace = { viewer: { burst: 2, perSecond: 0.5 }, room: PLENTY }
    await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { pace })
    const told = await until(() => ann.rooms.find(({ limits }) => limits)?.limits)
    assert.deepEqual([told.burst, told.perSecond, told.kinds], [2, 0.5, ['danmaku', 'like']])
  })

  test('the SDK holds itself: what would be too fast comes a moment later, or is refused here', async t => {
    const live = await open(t)
    const pace = { viewer: { burst: 2, perSecond: 5 }, room: PLENTY }
    await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { pace })
    const { room, frames } = shownBySdk(t, live, live.lobby)
    await until(() => room.state === 'open')
    const sendings = Array.from({ length: 8 }, (_, n) => room.send(`number ${n}`))
    assert.equal((await Promise.all(sendings)).length, 8)
    const many = Array.from({ length: 30 }, (_, n) => room.send(`many ${n}`).catch(no => no))
    const refused = (await Promise.all(many)).filter(one => one instanceof BarrageError)
    assert.ok(refused.length > 5 && refused.every(({ code, retryMs }) => code === 201 && retryMs))
    const { code } = REFUSALS.tooFast
    const byTheEdge = frames.filter(frame => frame.t === 'no' && frame.code === code)
    assert.ok(byTheEdge.length < refused.length / 2, `${byTheEdge.length}`)
  })
}
