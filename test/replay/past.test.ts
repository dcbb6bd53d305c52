import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryColdStore } from '../../engine/adapters/memory/cold-store.ts'
import { ColdFiles } from '../../replay/cold-files.ts'
import { cool, dropCooled } from '../../replay/cooling.ts'
import { Outlines } from '../../replay/outlines.ts'
import { wholePast } from '../../replay/past.ts'
import { gated, ReadGate } from '../../replay/read-gate.ts'
import { Gate } from '../fixtures/gate.ts'
import { NOON, STREAM, streamOf } from '../fixtures/message.ts'
import { tell } from './told.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100_000 }
/** More than a chunk, so that there are several. */
const MANY = 5_000
const WARM = streamOf(1)

test('many who read a cold stream at once are told all of it, and take turns at every question', async () => {
  const { past, asked, read } = await opened()
  const told = await Promise.all(Array.from({ length: 20 }, () => past.comments(STREAM, ALL)))
  for (const rows of told) assert.equal(rows.length, MANY)
  assert.deepEqual([asked.most, read.most], [1, 1])
})

test('cold files that do not answer hold up nobody who asks the archive', async () => {
  const { past, read } = await opened()
  const opening = new Gate()
  read.held = opening.opened
  const cold = past.comments(STREAM, ALL)
  assert.equal((await past.comments(WARM, ALL)).length, 1)
  opening.open()
  assert.equal((await cold).length, MANY)
})

/** A cold stream and a warm one, of which one thing is asked at a time. */
async function opened() {
  const archive = new MemoryArchive({ mostRows: 100_000 })
  const cold = new MemoryColdStore()
  const lines = Array.from({ length: MANY }, (_, ms) => ({ ms }))
  await tell(archive, lines)
  await tell(archive, [{ ms: 1 }], { stream: WARM })
  const parts = { archive, cold, coldFiles: new ColdFiles(cold), now: () => NOON }
  await cool({ ...parts, random: () => 0.5 }, STREAM)
  await dropCooled({ ...parts, random: () => 0.5 }, STREAM)

  const [asked, read] = [new Counted(), new Counted()]
  const counted = {
    overlay: archive.overlay,
    stream: asked.each(archive.stream.bind(archive)),
    streams: asked.each(archive.streams.bind(archive)),
    outline: asked.each(archive.outline.bind(archive)),
    generation: asked.each(archive.generation.bind(archive)),
    comments: asked.each(archive.comments.bind(archive)),
    missing: asked.each(archive.missing.bind(archive)),
    tiers: { files: asked.each(archive.tiers.files.bind(archive.tiers)) },
    takebacks: { takenBack: asked.each(archive.takebacks.takenBack.bind(archive.takebacks)) },
  }
  const one = { readsAtOnce: 1, readsWaiting: 100 }
  const warm = gated(counted, new ReadGate(one))
  const outlines = new Outlines(warm, () => NOON)
  const coldFiles = new ColdFiles({ get: read.each(cold.get.bind(cold)) })
  const past = wholePast({ archive: warm, outlines, coldFiles, coldGate: new ReadGate(one) })
  return { past, asked, read }
}

/** How many were under way at once. */
class Counted {
  most = 0
  held: Promise<void> | undefined
  #now = 0

  each<Given extends unknown[], T>(ask: (...given: Given) => Promise<T>) {
    return async (...given: Given): Promise<T> => {
      this.most = Math.max(this.most, ++this.#now)
      await this.held
      await turn()
      const answer = await ask(...given)
      this.#now--
      return answer
    }
  }
}
