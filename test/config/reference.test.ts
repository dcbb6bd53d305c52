import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import Value from 'typebox/value'
import { settingsPage } from '../../config/reference.ts'
import { SETTINGS } from '../../config/schema.ts'

test('docs/settings.md says what the schema says (make docs writes it anew)', () => {
  assert.equal(readFileSync('docs/settings.md', 'utf8'), settingsPage())
})

test('every setting takes its own default, and says why it is there', () => {
  for (const { name, schema } of SETTINGS.values()) {
    assert.ok(Value.Check(schema, schema.default), `${name}: ${schema.default}`)
    assert.ok(Value.Check(schema, schema.production ?? schema.default), `${name} in production`)
    assert.ok(schema.why.length > 10, name)
  }
})

test('no two settings have one environment variable', () => {
  const variables = [...SETTINGS.values()].map(({ variable }) => variable)
  assert.equal(new Set(variables).size, variables.length)
  assert.equal(SETTINGS.get('edge.heartbeatMs')?.variable, 'BARRAGE_EDGE_HEARTBEAT_MS')
})
