import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clock, fitted, ProgressLine, type Screen } from '../../recordings/progress-line.ts'

const standing = { done: 0.5, said: '50 of 100 comments, at 1:01, 2 refused' }

function screen(more: Partial<Screen> = {}) {
  const lines: string[] = []
  return { lines, write: (text: string) => lines.push(text), ...more }
}

test('without a terminal it is a line every five seconds, and one at the end', () => {
  const log = screen()
  const line = new ProgressLine(log)
  for (const now of [0, 100, 4_999, 5_000, 5_100]) line.show(standing, now)
  line.show({ done: 1, said: 'all of them' }, 5_200, true)
  assert.deepEqual(log.lines, [
    '50 of 100 comments, at 1:01, 2 refused\n',
    '50 of 100 comments, at 1:01, 2 refused\n',
    'all of them\n',
  ])
})

test('on a terminal it is one line that is written over, and left standing at the end', () => {
  const terminal = screen({ isTTY: true, columns: 100 })
  const line = new ProgressLine(terminal)
  for (const now of [0, 99, 100]) line.show(standing, now)
  line.show(standing, 150, true)
  assert.equal(terminal.lines.length, 3)
  assert.ok(terminal.lines.every(text => text.startsWith('\r\x1b[K█')))
  assert.ok(terminal.lines.at(-1)?.endsWith('refused\n'))
})

test('the line never breaks: the bar goes first, then its end', () => {
  assert.equal(fitted(standing, 100).indexOf('░'), 15)
  assert.equal(fitted(standing, 60), '50 of 100 comments, at 1:01, 2 refused')
  assert.equal(fitted(standing, 20).length, 19)
  assert.ok(fitted({ ...standing, done: 1.1 }, 100).startsWith('█'.repeat(30)))
})

test('the clock shows hours when there are any', () => {
  assert.deepEqual([0, 61_000, 3_723_000].map(clock), ['0:00', '1:01', '1:02:03'])
})
