// docs/protocol.md lists every refusal and close code, with the numbers and words of the code.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CLOSE_CODES } from '../../engine/close-code.ts'
import { STEPS } from '../../engine/downlink/ladder.ts'
import { REFUSALS } from '../../engine/refusal.ts'

const page = readFileSync('docs/protocol.md', 'utf8')

test('the page lists every refusal as it is', () => {
  const rows = Object.entries(REFUSALS).map(
    ([name, { code, text, retry, status }]) =>
      `| ${code} | \`${name}\` | ${text} | ${retry ? 'yes' : 'no'} | ${status} |`,
  )
  assert.deepEqual(table('## Refusals'), rows)
})

test('the page lists every close code as it is', () => {
  const rows = Object.entries(CLOSE_CODES).map(
    ([name, { code, text }]) => `| ${code} | \`${name}\` | ${text} |`,
  )
  assert.deepEqual(table('## Close codes'), rows)
})

test('the page lists every step of the ladder, in order', () => {
  const names = table('## When the server cannot keep up').map(row => row.split(' | ').slice(0, 2))
  assert.deepEqual(
    names,
    STEPS.map((name, n) => [`| ${n + 1}`, `\`${name}\``]),
  )
})

test('no code is used twice', () => {
  for (const codes of [REFUSALS, CLOSE_CODES]) {
    const numbers = Object.values(codes).map(({ code }) => code)
    assert.equal(new Set(numbers).size, numbers.length)
  }
})

function table(heading: string): string[] {
  const [, section = ''] = page.split(heading)
  return section
    .split('\n## ')[0]
    ?.split('\n')
    .filter(line => /^\| \d/.test(line)) as string[]
}
