import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapeBody } from '../../engine/uplink/body.ts'
import { REACTIONS, REMARKS } from '../../loadtest/demo-comments.ts'
import { CALM, type Mood, nextUtterance, type Utterance } from '../../loadtest/demo-mood.ts'

/** The same numbers every time: a linear congruence is chance enough here. */
function seeded(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

function talk(count: number, perSecond: number): Utterance[] {
  const random = seeded()
  let mood: Mood = CALM
  return Array.from({ length: count }, () => {
    const next = nextUtterance(mood, perSecond, random)
    mood = next.mood
    return next.utterance
  })
}

test('the crowd keeps to about the rate asked for and is never twice as fast', () => {
  for (const perSecond of [1, 5, 20]) {
    const talked = talk(4_000, perSecond)
    const seconds = talked.reduce((sum, { afterMs }) => sum + afterMs, 0) / 1_000
    const rate = talked.length / seconds
    assert.ok(rate > perSecond * 0.8 && rate < perSecond * 1.3, `${rate} for ${perSecond}`)
    assert.ok(talked.every(({ afterMs }) => afterMs >= 500 / perSecond))
  }
})

test('it speaks in both languages, in colours, at all places, with likes and bursts', () => {
  const talked = talk(2_000, 5)
  const bodies = talked.map(({ body }) => body)
  const texts = new Set(bodies.map(({ text }) => text))
  assert.ok(talked.some(({ kind }) => kind === 'like'))
  assert.ok(['top', 'bottom', undefined].every(mode => bodies.some(body => body.mode === mode)))
  assert.ok(bodies.some(({ color }) => color !== undefined))
  assert.ok([...REMARKS, ...REACTIONS.flat()].every(text => texts.has(text)))
})

test('the same chance makes the same crowd', () => {
  assert.deepEqual(talk(100, 5), talk(100, 5))
})

test('a room takes everything the crowd says', () => {
  for (const { kind, body } of talk(2_000, 5)) assert.ok('body' in shapeBody(kind, body))
})
