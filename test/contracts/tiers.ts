// What every Archive promises of where a stream's rows lie. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { StreamId, ViewerId } from '../../engine/ids.ts'
import { personOf } from '../../engine/person.ts'
import type { Archive } from '../../engine/ports/archive.ts'
import type { Due } from '../../engine/ports/tiers.ts'
import { NOON } from '../fixtures/message.ts'
import { place, texts } from './archive-place.ts'

const PAGE = { limit: 1_000 }
const MINUTE_MS = 60_000
const ANN = personOf('ann' as ViewerId)
const HERE = { files: 'here', people: new Map<string, number>(), at: NOON }
const THERE = { ...HERE, files: 'there', at: NOON + MINUTE_MS }

export function tiersContract(name: string, open: () => Promise<Archive>): void {
  describe(`Tiers: ${name}`, () => {
    let archive: Archive
    before(async () => {
      archive = await open()
    })

    test('gives every row in order, page by page, those not to be shown too', async () => {
      const at = place()
      const rows = [
        at.row('a', { ms: 1 }),
        at.row('b', { ms: 2, shadowed: true }),
        at.row('c', { ms: 2, offset: 1 }),
      ]
      await archive.store(at.batch(rows))
      assert.deepEqual(await archive.tiers.rows(at.stream, PAGE), rows)
      const after = { at: at.openedAt + 2, partition: 0, offset: 0 }
      assert.deepEqual(await archive.tiers.rows(at.stream, { limit: 5, after }), [rows[2]])
      assert.equal(await archive.tiers.speakers(at.stream), 1)
    })

    test('a stream that has gone cold keeps its outline, and takes what comes late', async () => {
      const at = place()
      const rows = [at.row('a', { ms: 1 }), at.row('b', { ms: 2_000 })]
      await archive.store(at.batch(rows))
      const before = await archive.outline(at.stream)
      await archive.tiers.drop(at.stream, ['a']) // warm: nothing may be dropped
      assert.equal((await archive.tiers.rows(at.stream, PAGE)).length, 2)
      const people = new Map([[ANN, at.openedAt + 1]])
      assert.equal(await archive.tiers.cool(at.stream, { ...HERE, people }), true)
      await archive.tiers.drop(at.stream, ['a', 'b'])
      assert.deepEqual(await archive.tiers.rows(at.stream, PAGE), [])
      assert.equal(await archive.tiers.files(at.stream), 'here')
      const { tier, slots, kinds } = (await archive.outline(at.stream)) ?? assert.fail()
      assert.deepEqual([tier, slots, kinds], ['cold', before?.slots, before?.kinds])
      assert.ok(!has(await archive.tiers.rewritable(100), at.stream))

      await archive.store(at.batch([at.row('late', { ms: 3 })]))
      assert.deepEqual(await texts(archive, at.stream), ['late'])
      assert.ok(has(await archive.tiers.rewritable(100), at.stream))
    })

    test('who is erased is erased in cold files too: they are to be written anew', async () => {
      const at = place()
      const person = `p${at.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      await archive.store(at.batch([at.row('a', { ms: 1, over }), at.row('b', { ms: 5_000 })]))
      const ann = [ANN, at.openedAt + 5_000] as const
      const theirs = [personOf(person), at.openedAt + 1] as const
      const files = { ...HERE, people: new Map([theirs, ann]) }
      await archive.tiers.cool(at.stream, files)
      await archive.tiers.drop(at.stream, ['a', 'b'])
      const before = (await archive.outline(at.stream))?.revision ?? 0
      const until = at.openedAt + 10
      const touched = await archive.takebacks.erase({ act: 'e', person, until, deletes: true })
      assert.deepEqual(touched, [{ room: at.room, stream: at.stream, messages: -1 }])
      const after = await archive.outline(at.stream, before)
      assert.deepEqual(
        after?.slots.map(({ revision }) => revision > before),
        [true, true],
      )
      assert.ok(has(await archive.tiers.rewritable(100), at.stream))
      assert.equal(await archive.tiers.cool(at.stream, { ...files, files: 'there' }, 'here'), false)
      assert.equal(await archive.tiers.files(at.stream), 'here')
      const people = new Map([ann])
      assert.equal(await archive.tiers.cool(at.stream, { ...THERE, people }), false)
      const anew = { ...THERE, people }
      assert.equal(await archive.tiers.cool(at.stream, anew, 'here'), true)
      assert.ok(!has(await archive.tiers.rewritable(100), at.stream))
    })

    test('who speaks on after they were erased is in nobody’s way, and is erased of that no more', async () => {
      const at = place()
      const person = `p${at.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      const erasure = { act: 'e', person, until: at.openedAt + 10, deletes: true }
      await archive.takebacks.erase(erasure)
      await archive.store(at.batch([at.row('again', { ms: 11, over })]))
      const before = { ...HERE, people: new Map([[personOf(person), at.openedAt + 10]]) }
      assert.equal(await archive.tiers.cool(at.stream, before), false)
      const after = { ...HERE, people: new Map([[personOf(person), at.openedAt + 11]]) }
      assert.equal(await archive.tiers.cool(at.stream, after), true)
      assert.deepEqual(await archive.takebacks.erase(erasure), [])
      assert.ok(!has(await archive.tiers.rewritable(100), at.stream))
    })

    test('what the law wants kept stays in cold files, and is to leave them when it lets go', async () => {
      const at = place()
      const person = `p${at.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      const rows = [at.row('a', { ms: 1, over }), at.row('b', { ms: 12, over })]
      const until = at.openedAt + 10
      const isDue = async () => has(await archive.tiers.rewritable(100), at.stream)
      const erased = async () => [...(await archive.takebacks.erased(at.stream, rows))]
      await archive.store(at.batch(rows))
      await archive.takebacks.erase({ act: 'e', person, until, deletes: false })
      const all = { ...HERE, people: new Map([[personOf(person), at.openedAt + 1]]) }
      assert.equal(await archive.tiers.cool(at.stream, all), true)
      await archive.tiers.drop(at.stream, ['a', 'b'])
      await archive.takebacks.purge(until - 1)
      assert.deepEqual([await isDue(), await erased()], [false, []])
      await archive.takebacks.purge(until)
      assert.deepEqual([await isDue(), await erased()], [true, ['a']])
      assert.equal(await archive.tiers.cool(at.stream, { ...all, files: 'there' }, 'here'), false)
      const rest = { ...THERE, people: new Map([[personOf(person), at.openedAt + 12]]) }
      assert.equal(await archive.tiers.cool(at.stream, rest, 'here'), true)
      await archive.takebacks.purge(until)
      assert.equal(await isDue(), false)
    })

    test('a takedown in a cold stream makes all of it new', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a', { ms: 1 }), at.row('b', { ms: 5_000 })]))
      await archive.tiers.cool(at.stream, HERE)
      await archive.tiers.drop(at.stream, ['a', 'b'])
      const before = (await archive.outline(at.stream))?.revision
      const target = { of: 'messages', messages: ['a'] } as never
      const { room, stream } = at
      const act = { act: 'x', room, stream, target, hides: true, at: 1 }
      assert.equal((await archive.takebacks.takeDown(act, at.from(1))).messages, -1)
      assert.equal((await archive.outline(at.stream, before))?.slots.length, 2)
    })

    test('a stream that is deleted is known, and holds and takes nothing', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a', { ms: 1 })]))
      await archive.tiers.setFacts(at.stream, '{}')
      await archive.tiers.delete(at.stream, NOON)
      await archive.store(at.batch([at.row('b', { ms: 1 })]))
      const { tier, slots, kinds, facts } = (await archive.outline(at.stream)) ?? assert.fail()
      assert.deepEqual([tier, slots, kinds, facts], ['deleted', [], {}, undefined])
      assert.deepEqual(await archive.tiers.rows(at.stream, PAGE), [])
      assert.deepEqual(await archive.streams(at.room, 10), [])
      assert.equal(await archive.shift(at.stream, 5), false)
    })

    test('what went cold or was deleted is unswept until nothing of it is left', async () => {
      const at = place()
      const unswept = async (since: number) => {
        const found = await archive.tiers.unswept(since, 1_000)
        return found.find(({ stream }) => stream === at.stream)
      }
      await archive.store(at.batch([at.row('a', { ms: 1 })]))
      assert.equal(await unswept(Number.MAX_SAFE_INTEGER), undefined)
      await archive.tiers.cool(at.stream, HERE)
      assert.equal(await unswept(HERE.at), undefined)
      const { tier, files } = (await unswept(HERE.at + 1)) ?? assert.fail()
      assert.deepEqual([tier, files], ['cold', 'here'])
      await archive.tiers.cool(at.stream, THERE, 'here')
      await archive.tiers.swept(at.stream, 'here')
      assert.equal((await unswept(THERE.at + 1))?.files, 'there', 'others are its files now')
      await archive.tiers.swept(at.stream, 'there')
      assert.equal(await unswept(THERE.at + 1), undefined)
      await archive.tiers.delete(at.stream, THERE.at)
      assert.equal((await unswept(THERE.at + 1))?.tier, 'deleted')
      await archive.tiers.swept(at.stream)
      assert.equal(await unswept(THERE.at + 1), undefined)
    })

    test('tells which streams are due, once they have ended', async () => {
      const [over, on] = [place(), place()]
      for (const at of [over, on]) await archive.store(at.batch([at.row('a')]))
      await archive.store({ ...over.batch([]), marks: [over.mark('closed', 0, 9)] })
      const ended = over.openedAt + MINUTE_MS
      const { unsealed, coolable, deletable } = bound(archive)
      for (const due of [unsealed, coolable, deletable]) {
        assert.ok(!has(await due(ended, 1_000), over.stream))
        const found = await due(ended + 1, 1_000)
        assert.ok(has(found, over.stream) && !has(found, on.stream))
      }
      await archive.tiers.setFacts(over.stream, '{"a":1}')
      assert.equal((await archive.outline(over.stream))?.facts, '{"a":1}')
      assert.ok(!has(await unsealed(ended + 1, 1_000), over.stream))
      await archive.tiers.cool(over.stream, HERE)
      assert.ok(!has(await coolable(ended + 1, 1_000), over.stream))
      assert.ok(has(await deletable(ended + 1, 1_000), over.stream))
    })
  })
}

function bound({ tiers }: Archive) {
  return {
    unsealed: tiers.unsealed.bind(tiers),
    coolable: tiers.coolable.bind(tiers),
    deletable: tiers.deletable.bind(tiers),
  }
}

function has(due: readonly Due[], stream: StreamId): boolean {
  return due.some(one => one.stream === stream)
}
