// A viewer who does not read is passed over and not queued for; once it reads again it is
// given the whitelist and high messages that it missed, and live frames go on without a gap.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { made, type Saying, sayAll } from './comments.ts'
import { type After, BIG, type Env, type Live, type OpenLive, SMALL } from './live.ts'
import type { Viewer } from './viewer.ts'

const TIGHT = { BARRAGE_EDGE_UNSENT_BYTES: '1024', BARRAGE_EDGE_SWEEP_MS: '50' }
const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]
/** A custom kind may have 2 KiB; the kernel swallows some 4 MB of them, and more at the other end. */
const BULK = { kind: 'bulk', body: { bulk: 'x'.repeat(2_000) } }
const MOST_BULK_ROUNDS = 100

export function skipping(open: OpenLive): void {
  for (const [size, env] of [
    ['small', SMALL],
    ['big', BIG],
  ] as const) {
    test(`a viewer of a ${size} room who reads again gets what mattered, though nothing more is said`, async t => {
      const { live, ann, bob } = await skipped(t, open, env)
      const important = [
        ...made(700, { cid: 'high', priority: 'high' }),
        ...made(600, { cid: 'white', priority: 'whitelist' }),
      ]
      const ids = await sayAll(live, live.lobby, important)
      await until(() => ann.texts.includes('white 599'))
      bob.socket.resume()
      await until(() => hasAll(bob, ids), { what: 'bob has what mattered' })
      assert.ok(bob.pasts.length > 0)

      await sayAll(live, live.lobby, made(1, { cid: 'after' }))
      await until(() => bob.texts.includes('after 0'))
      assert.deepEqual([ann.complaints, bob.complaints], [[], []])
      assert.equal(new Set(bob.messages.map(({ id }) => id)).size, bob.messages.length)
    })
  }

  test('a viewer who reads again while the room talks on has every important message', async t => {
    const { live, ann, bob } = await skipped(t, open, SMALL)
    const sayings = mixed(400)
    const ids = await sayAll(live, live.lobby, sayings.slice(0, 200), 5)
    bob.socket.resume()
    ids.push(...(await sayAll(live, live.lobby, sayings.slice(200), 5)))
    const important = ids.filter((_, n) => sayings[n]?.priority)
    await until(() => hasAll(ann, ids) && hasAll(bob, important), {
      what: 'both have what mattered',
    })
    assert.deepEqual([ann.complaints, bob.complaints], [[], []])
  })
}

/** Two viewers of whom the second has stopped reading, so that frames for it are skipped. */
async function skipped(t: After, open: OpenLive, env: Env) {
  const live = await open(t, { ...env, ...TIGHT })
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 50 })
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, WIDE)
  const [ann, bob] = [await live.enter(live.lobby), await live.enter(live.lobby)]
  bob.socket.pause()
  for (let round = 0; (await skippedFrames(live)) === 0; round++) {
    assert.ok(round < MOST_BULK_ROUNDS, 'the kernel takes it all')
    await sayAll(live, live.lobby, made(100, { ...BULK, cid: `bulk${round}` }))
  }
  return { live, ann, bob }
}

async function skippedFrames(live: Live): Promise<number> {
  const { body } = await live.operator<{ skipped: number }>('GET', `/admin/v1/rooms/${live.lobby}`)
  return body.skipped
}

/** Every third matters, half of those much. */
function mixed(most: number): Saying[] {
  const priorities = ['high', undefined, undefined, 'whitelist', undefined, undefined] as const
  return made(most, { cid: 'mixed' }).map((saying, n) => {
    const priority = priorities[n % priorities.length]
    return { ...saying, ...(priority ? { priority } : {}) }
  })
}

function hasAll(viewer: Viewer, ids: readonly string[]): boolean {
  const has = new Set<string>(viewer.messages.map(({ id }) => id))
  return ids.every(id => has.has(id))
}
