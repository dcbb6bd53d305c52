// Who says what decides how much it matters, by rules that an operator changes while the
// room runs.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { inForce } from './in-force.ts'
import type { After, OpenLive } from './live.ts'
import { Viewer } from './viewer.ts'

type Rule = { kind?: string; role?: string; minLevel?: number; priority: string }

export function priorities(open: OpenLive): void {
  test('a rule by kind holds for the next message of that kind', async t => {
    const room = await talking(t, open)
    const ann = await room.enter({ viewer: 'ann' })
    assert.deepEqual(await room.heardAs(ann, ['like', 'danmaku']), ['low', 'low'])
    await room.rules([{ kind: 'like', priority: 'high' }])
    assert.deepEqual(await room.heardAs(ann, ['like', 'danmaku']), ['high', 'low'])
    await room.rules([{ kind: 'danmaku', priority: 'whitelist' }])
    assert.deepEqual(await room.heardAs(ann, ['like', 'danmaku']), ['low', 'whitelist'])
  })

  test('a rule by role holds for whoever has that role', async t => {
    const room = await talking(t, open)
    const ann = await room.enter({ viewer: 'ann' })
    const mod = await room.enter({ viewer: 'mod', role: 'moderator' })
    assert.deepEqual(await room.heardAs(mod, ['danmaku']), ['high'])
    await room.rules([{ role: 'moderator', priority: 'whitelist' }])
    assert.deepEqual(await room.heardAs(mod, ['danmaku']), ['whitelist'])
    assert.deepEqual(await room.heardAs(ann, ['danmaku']), ['low'])
  })

  test('a rule by level holds from that level on, and the first rule that fits decides', async t => {
    const room = await talking(t, open)
    const [nine, ten] = [await room.enter({ level: 9 }), await room.enter({ level: 10 })]
    await room.rules([{ minLevel: 10, priority: 'high' }])
    assert.deepEqual(await room.heardAs(nine, ['danmaku']), ['low'])
    assert.deepEqual(await room.heardAs(ten, ['danmaku', 'like']), ['high', 'high'])
    await room.rules([
      { kind: 'like', priority: 'low' },
      { minLevel: 9, priority: 'whitelist' },
    ])
    assert.deepEqual(await room.heardAs(nine, ['danmaku']), ['whitelist'])
    assert.deepEqual(await room.heardAs(ten, ['danmaku', 'like']), ['whitelist', 'low'])
  })

  test('rules that make no sense are refused, and those in force stay', async t => {
    const room = await talking(t, open)
    const ann = await room.enter({ viewer: 'ann' })
    await room.rules([{ kind: 'danmaku', priority: 'high' }])
    const path = `/admin/v1/rooms/${room.live.lobby}/priorities`
    const wrong = [{ kind: 'danmaku', priority: 'urgent' }]
    assert.equal((await room.live.operator('PUT', path, wrong)).status, 400)
    assert.deepEqual(await room.heardAs(ann, ['danmaku']), ['high'])
  })
}

/** A room in which one may say as much as a test wants. */
async function talking(t: After, open: OpenLive) {
  const live = await open(t)
  const { lobby } = live
  const everybody: Viewer[] = []
  let said = 0

  /** An edge that does not know yet of another takes all that the room may say for itself. */
  const isCountedAmong = ({ batches }: Viewer) => batches.at(-1)?.viewers === everybody.length

  /** Lets in somebody whom the application vouches for. */
  async function enter(who: object): Promise<Viewer> {
    const account = { viewer: `account-${said++}`, name: 'Somebody', ...who }
    const viewer = await Viewer.enter(await live.joinAs(lobby, account))
    everybody.push(viewer)
    await inForce(live, lobby, everybody)
    await until(() => everybody.every(isCountedAmong))
    return viewer
  }

  async function rules(rules: Rule[]): Promise<void> {
    const { status } = await live.operator('PUT', `/admin/v1/rooms/${lobby}/priorities`, rules)
    assert.equal(status, 200)
    await inForce(live, lobby, everybody)
  }

  /** Says one of each kind, and tells with what priority it is heard. */
  async function heardAs(viewer: Viewer, kinds: string[]): Promise<string[]> {
    const heard: string[] = []
    for (const kind of kinds) {
      const body = kind === 'like' ? { count: 1 } : { text: `word ${said++}` }
      const answer = await viewer.say(body, { kind })
      const id = answer.t === 'ok' ? answer.id : assert.fail(JSON.stringify(answer))
      const message = await until(() => viewer.messages.find(message => message.id === id))
      heard.push(message.priority ?? 'low')
    }
    return heard
  }

  return { live, enter, rules, heardAs }
}
