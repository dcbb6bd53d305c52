import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ViewerId } from '../../../engine/ids.ts'
import type { Priority, Role, Sender } from '../../../engine/message.ts'
import type { PriorityRule } from '../../../engine/room.ts'
import { priorityOf, standing } from '../../../engine/uplink/standing.ts'
import { context, message, outcome, step } from './climbing.ts'

function sender(given: Partial<Sender>): Sender {
  return { id: 'u1' as ViewerId, name: 'n', ...given }
}

test('nobody speaks once the stream has ended, not even the application', () => {
  for (const trusted of [false, true])
    assert.equal(outcome(step(standing, message(), context({ open: false, trusted }))), 'closed')
})

test('who is muted says nothing until it is over; the application speaks for itself', () => {
  const at = (mutedUntil: number, trusted = false) =>
    outcome(step(standing, message(), context({ now: 10, mutedUntil, trusted })))
  assert.deepEqual([at(11), at(10), at(11, true)], ['muted', { text: '弹幕' }, { text: '弹幕' }])
})

test('a role sends the kinds it has in this room', () => {
  const readings: [role: Role | undefined, kind: string, answer: unknown][] = [
    [undefined, 'danmaku', { text: '弹幕' }],
    [undefined, 'gift', 'notYours kind'],
    ['viewer', 'notice', 'notYours kind'],
    ['member', 'superchat', 'notYours kind'],
    ['moderator', 'notice', { text: '弹幕' }],
    ['streamer', 'gift', 'notYours kind'],
  ]
  for (const [role, kind, answer] of readings) {
    const said = message({ kind, from: sender(role ? { role } : {}) })
    assert.deepEqual(outcome(step(standing, said)), answer, `${role} ${kind}`)
  }
})

test('a viewer gets the priority of the rules, the application keeps what it asked for', () => {
  const claimed = message({ priority: 'whitelist' })
  const priority = (trusted: boolean) => {
    const next = step(standing, claimed, context({ trusted }))
    return 'why' in next ? next.why : next.message.priority
  }
  assert.equal(priority(false), 'low')
  assert.equal(priority(true), 'whitelist')
})

test('the first rule that fits gives the priority; none fits: low', () => {
  const rules: PriorityRule[] = [
    { kind: 'gift', priority: 'whitelist' },
    { role: 'moderator', priority: 'high' },
    { kind: 'danmaku', minLevel: 20, priority: 'high' },
    { role: 'viewer', minLevel: 50, priority: 'whitelist' },
  ]
  const readings: [kind: string, from: Partial<Sender>, priority: Priority][] = [
    ['gift', {}, 'whitelist'],
    ['danmaku', {}, 'low'],
    ['danmaku', { role: 'moderator' }, 'high'],
    ['gift', { role: 'moderator' }, 'whitelist'],
    ['danmaku', { level: 19 }, 'low'],
    ['danmaku', { level: 20 }, 'high'],
    ['danmaku', { level: 99 }, 'high'],
    ['like', { level: 20 }, 'low'],
    ['like', { level: 50 }, 'whitelist'],
    ['like', { level: 50, role: 'member' }, 'low'],
  ]
  for (const [kind, from, priority] of readings)
    assert.equal(priorityOf({ kind, from: sender(from) }, rules), priority)
  assert.equal(priorityOf({ kind: 'gift', from: sender({}) }, []), 'low')
})
