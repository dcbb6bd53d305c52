import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FORMATS } from '../../replay/formats/known-formats.ts'
import { CommentsQuery } from '../../replay/schemas.ts'

const PAGE = readFileSync('docs/formats.md', 'utf8')

test('docs/formats.md tells every format there is, and no other', () => {
  const [, table = ''] = /\| format \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(PAGE) ?? []
  const told = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(told.sort(), [...FORMATS.keys()].sort())
})

test('docs/formats.md tells every parameter', () => {
  for (const name of Object.keys(CommentsQuery.properties))
    assert.ok(name === 'format' || PAGE.includes(`\`${name}\``), name)
})
