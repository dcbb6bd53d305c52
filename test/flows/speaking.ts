// The shortest journey: somebody speaks, everybody hears it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import type { OpenLive } from './live.ts'

export function speaking(open: OpenLive): void {
  test('what one viewer says is acknowledged, and every viewer hears it once', async t => {
    const live = await open(t)
    const [ann, bob] = [await live.enter(live.lobby, { name: 'Ann' }), await live.enter(live.lobby)]
    const answer = await ann.say({ text: '前方高能' })
    assert.equal(answer.t, 'ok')
    await until(() => ann.texts.length > 0 && bob.texts.length > 0)
    const heard = bob.messages.map(({ seq, from, body }) => [seq, from.name, body.text])
    assert.deepEqual(heard, [[1, 'Ann', '前方高能']])
    assert.deepEqual([ann.texts, ann.complaints, bob.complaints], [['前方高能'], [], []])
  })

  test('the same cid twice is one message, with one id', async t => {
    const live = await open(t)
    const ann = await live.enter(live.lobby)
    const first = await ann.say({ text: 'once' }, { cid: 'same' })
    const again = await ann.say({ text: 'once' }, { cid: 'same' })
    assert.deepEqual(again, first)
    await ann.say({ text: 'after' })
    await until(() => ann.texts.includes('after'))
    assert.deepEqual(ann.texts, ['once', 'after'])
  })

  test('who enters is given the newest history, and who is here is counted', async t => {
    const live = await open(t)
    const ann = await live.enter(live.lobby)
    for (const text of ['one', 'two', 'three']) await ann.say({ text })
    await until(() => ann.texts.length === 3)

    const late = await live.enter(live.lobby)
    await late.frame('past')
    assert.deepEqual([late.texts, late.complaints], [['one', 'two', 'three'], []])
    await until(() => late.batches.at(-1)?.viewers === 2)
    await ann.leave()
    await until(() => late.batches.at(-1)?.viewers === 1)
  })
}
