import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import { ReadGate } from '../../replay/read-gate.ts'
import { Gate } from '../fixtures/gate.ts'
import { until } from '../until.ts'

test('so many read at once, and the others one after the other as turns come free', async () => {
  const { gate, read, begun } = opened({ readsAtOnce: 2, readsWaiting: 10 })
  const reads = ['a', 'b', 'c', 'd'].map(name => read(name, name))
  await until(() => begun.length === 2)
  assert.deepEqual([begun.map(({ name }) => name), gate.waiting], [['a', 'b'], 2])
  begun[0]?.end.open()
  await until(() => begun.length === 3)
  for (const { end } of begun) end.open()
  await until(() => begun.length === 4)
  for (const { end } of begun) end.open()
  assert.deepEqual(await Promise.all(reads), ['a', 'b', 'c', 'd'])
  assert.equal(gate.waiting, 0)
})

test('a rush on one stream does not hold up the others', async () => {
  const { read, begun } = opened({ readsAtOnce: 1, readsWaiting: 100 })
  const rush = Array.from({ length: 20 }, (_, n) => read('rush', `rush ${n}`))
  const other = read('other', 'other')
  for (let n = 0; begun.every(({ name }) => name !== 'other'); n++) {
    await until(() => begun.length > n)
    begun[n]?.end.open()
  }
  assert.ok(begun.length <= 4, `${begun.length} were ahead of it`)
  assert.equal(await other, 'other')
  for (let n = 0; n < 21; n++) {
    await until(() => begun.length > n)
    begun[n]?.end.open()
  }
  await Promise.all(rush)
})

test('beyond so many that wait, and after a failure, everybody knows where they are', async () => {
  const { gate, read, begun } = opened({ readsAtOnce: 1, readsWaiting: 1 })
  const failing = gate.run('a', () => Promise.reject(new Error('away')))
  const waiting = read('b', 'b')
  await assert.rejects(
    read('c', 'c'),
    error => error instanceof Fault && error.code === 'archive-busy',
  )
  await assert.rejects(failing, /away/)
  await until(() => begun.length === 1)
  begun[0]?.end.open()
  assert.deepEqual([await waiting, gate.refused, gate.waiting], ['b', 1, 0])
})

function opened(settings: ConstructorParameters<typeof ReadGate>[0]) {
  const gate = new ReadGate(settings)
  const begun: { name: string; end: Gate }[] = []
  const read = (about: string, name: string) =>
    gate.run(about, async () => {
      const end = new Gate()
      begun.push({ name, end })
      await end.opened
      return name
    })
  return { gate, read, begun }
}
