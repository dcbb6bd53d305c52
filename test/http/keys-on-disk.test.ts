import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import { keysInForce, readKeys } from '../../http/keys-on-disk.ts'

const NONE = { ticket: '', application: '', operator: '' }
const GIVEN = { ticket: 't', application: 'a', operator: 'o' }
const folder = () => join(mkdtempSync(join(tmpdir(), 'barrage-keys-')), 'data')

test('keys are made on the first start and are the same on the next', () => {
  const data = folder()
  const keys = keysInForce(NONE, data)
  assert.deepEqual(keysInForce(NONE, data), keys)
  assert.deepEqual(readKeys(data), keys)
  assert.equal(new Set(Object.values(keys)).size, 3)
  for (const key of Object.values(keys)) assert.match(key, /^[\w-]{43}$/)
})

test('nobody but the owner may read them', () => {
  const data = folder()
  keysInForce(NONE, data)
  assert.equal(statSync(join(data, 'keys.json')).mode & 0o777, 0o600)
})

test('what was set is in force, and nothing is written when all are set', () => {
  const data = folder()
  assert.deepEqual(keysInForce(GIVEN, data), GIVEN)
  assert.equal(readKeys(data), undefined)
  const mixed = keysInForce({ ...NONE, operator: 'o' }, data)
  assert.equal(mixed.operator, 'o')
  assert.equal(mixed.ticket, readKeys(data)?.ticket)
})

test('a file of keys that is none is a fault, and is left alone', () => {
  for (const content of ['{', '{"ticket":"short"}']) {
    const data = mkdtempSync(join(tmpdir(), 'barrage-keys-'))
    writeFileSync(join(data, 'keys.json'), content)
    assert.throws(
      () => keysInForce(NONE, data),
      (error: Fault) => error.code === 'bad-file',
    )
    assert.equal(readFileSync(join(data, 'keys.json'), 'utf8'), content)
  }
})

test('a folder that cannot be one is a fault', () => {
  const data = mkdtempSync(join(tmpdir(), 'barrage-keys-'))
  writeFileSync(join(data, 'file'), '')
  assert.throws(
    () => keysInForce(NONE, join(data, 'file', 'data')),
    (error: unknown) => error instanceof Fault && error.code === 'data-folder',
  )
})
