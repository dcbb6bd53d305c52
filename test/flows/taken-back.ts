// What is taken back is gone everywhere within a second: off the screens, out of the history,
// the segments and the exports; and the answer says where it was.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import type { Live, OpenLive } from './live.ts'
import type { Viewer } from './viewer.ts'

/** Promised; and what a machine that is busy with other tests may add. */
const GONE_MS = 1_000
const BUSY_MS = 4_000

type Done = {
  readonly removed: readonly { readonly place: string; readonly removed: number }[]
  readonly pending: readonly string[]
  readonly tookMs: number
}
type Manifest = {
  readonly segments: { readonly url: string; readonly rows: readonly number[][] }
  readonly counts: { readonly messages: number }
}

export function takenBack(open: OpenLive): void {
  test('a message that is recalled is gone everywhere, and the answer says where it was', async t => {
    const { live, ann, bob, replay } = await room(t, open)
    for (const text of ['fine', 'foul']) await ann.say({ text })
    await until(() => bob.texts.length === 2)
    const id = bob.messages.find(({ body }) => body.text === 'foul')?.id ?? assert.fail()
    const before = await replay.shows(['fine', 'foul'])

    const { status, body } = await live.operator<Done>(
      'POST',
      `/admin/v1/rooms/${live.lobby}/recall`,
      { messages: [id] },
    )
    assert.equal(status, 200, JSON.stringify(body))
    const after = performance.now()
    await until(() => bob.rooms.some(({ recalled }) => recalled?.includes(id)))
    const shown = await replay.shows(['fine'])
    t.diagnostic(
      `told after ${body.tookMs} ms, gone ${Math.round(performance.now() - after)} ms later`,
    )
    assert.ok(body.tookMs + performance.now() - after <= GONE_MS + BUSY_MS)
    assert.deepEqual(body.pending, [])
    const removed = (place: string) =>
      body.removed.filter(one => one.place.startsWith(place)).map(one => one.removed)
    assert.deepEqual([removed('buckets'), removed('archive')], [[1], [1]])
    assert.ok(removed('edge-').length >= 1 && removed('cache of ').length >= 1)

    const late = await live.enter(live.lobby)
    await late.frame('past')
    assert.deepEqual([late.texts, late.complaints], [['fine'], []])
    assert.equal((await live.ask('GET', before)).status, 410)
    assert.notEqual(shown, before)

    const undone = await live.operator<Done>('POST', `/admin/v1/rooms/${live.lobby}/restore`, {
      messages: [id],
    })
    assert.equal(undone.status, 200)
    await replay.shows(['fine', 'foul'])
  })

  test('who is muted says nothing for a while, and what they said is hidden when asked', async t => {
    const { live, ann, bob, replay } = await room(t, open)
    await ann.say({ text: 'foul' })
    await bob.say({ text: 'fine' })
    await until(() => bob.texts.length === 2)
    await replay.shows(['fine', 'foul'])
    const path = `/admin/v1/rooms/${live.lobby}/muted/${ann.welcome.viewer.id}`
    const { body } = await live.operator<{ hidden: Done; muted: unknown[] }>('PUT', path, {
      forMs: 60_000,
      hides: true,
    })
    assert.equal(body.muted.length, 1, JSON.stringify(body))
    await until(() => bob.rooms.some(({ silenced }) => silenced?.includes(ann.welcome.viewer.id)))
    await replay.shows(['fine'])
    await until(async () => {
      const answer = await ann.say({ text: `more ${Math.random()}` })
      return answer.t === 'no' && answer.code === 302
    })
    assert.equal((await bob.say({ text: 'also fine' })).t, 'ok')

    await live.operator('DELETE', path)
    await until(async () => (await ann.say({ text: `again ${Math.random()}` })).t === 'ok')
    const late = await live.enter(live.lobby)
    await late.frame('past')
    assert.ok(!late.texts.includes('foul') && late.texts.includes('fine'))
  })

  test('a person who is erased was never there', async t => {
    const { live, ann, bob, replay } = await room(t, open)
    await ann.say({ text: 'mine' })
    await bob.say({ text: 'yours' })
    await until(() => bob.texts.length === 2)
    await replay.shows(['mine', 'yours'])
    const person = ann.welcome.viewer.id
    const { body } = await live.operator<Done & { rooms: Done[] }>(
      'DELETE',
      `/admin/v1/viewers/${person}`,
    )
    const archive = body.removed.find(({ place }) => place === 'archive')
    assert.deepEqual([archive?.removed, body.rooms.length, body.pending], [1, 1, []])
    await until(() => bob.rooms.some(({ silenced }) => silenced?.includes(person)))
    await replay.shows(['yours'])
    const late = await live.enter(live.lobby)
    await late.frame('past')
    assert.deepEqual(late.texts, ['yours'])
  })
}

type After = { after(fn: () => Promise<void>): void }
type Room = {
  readonly live: Live
  readonly ann: Viewer
  readonly bob: Viewer
  readonly replay: Replay
}

async function room(t: After, open: OpenLive): Promise<Room> {
  const live = await open(t)
  const [ann, bob] = [await live.enter(live.lobby), await live.enter(live.lobby)]
  const replay = new Replay(live, ann.welcome.stream)
  await replay.begins()
  return { live, ann, bob, replay }
}

class Replay {
  readonly #live: Live
  readonly #base: string

  constructor(live: Live, stream: string) {
    this.#live = live
    this.#base = `/v1/replay/${stream}`
  }

  /** The archive has heard of it. */
  async begins(): Promise<void> {
    await until(async () => (await this.#live.ask('GET', this.#base)).status === 200)
  }

  /** Waits until exactly this is told, in the head or segments and in an export; gives an address. */
  async shows(texts: readonly string[]): Promise<string> {
    return until(
      async () => {
        const { body } = await this.#live.ask<Manifest>('GET', this.#base)
        const urls = body.segments.rows.map(row => urlOf(body.segments.url, row))
        const told = await Promise.all([...urls, `${this.#base}/head`].map(url => this.#texts(url)))
        const path = `${this.#base}/comments?format=dplayer`
        const { body: exported } = await this.#live.ask<{ data: unknown[][] }>('GET', path)
        const all = [told.flat(), exported.data.map(([, , , , text]) => text)]
        const isIt = all.every(one => String([...one].sort()) === String([...texts].sort()))
        return isIt && urls.length > 0 && urls[0]
      },
      { what: `the replay shows ${texts.join(', ')}` },
    )
  }

  async #texts(url: string): Promise<unknown[]> {
    type Segment = { readonly messages?: readonly { readonly body: { readonly text: string } }[] }
    const { body } = await this.#live.ask<Segment>('GET', url)
    return (body.messages ?? []).map(message => message.body.text)
  }
}

function urlOf(url: string, [from, to, generation]: readonly number[]): string {
  const numbers: Record<string, number | undefined> = { from, to, generation }
  return url.replace(/\{(\w+)\}/g, (_, name) => `${numbers[name]}`)
}
