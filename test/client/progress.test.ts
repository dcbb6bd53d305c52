import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Advance,
  batched,
  caughtUp,
  type Progress,
  resumeFrom,
  welcomed,
} from '../../client/progress.ts'
import { type Cursor, formatCursor, parseCursor } from '../../engine/cursor.ts'

const at = (text: string) => parseCursor(text) as Cursor
const range = (prev: string, cursor: string) => ({ prev: at(prev), cursor: at(cursor) })

type Reading = [kind: 'batch' | 'past', prev: string, cursor: string]

/** Drives a client that stands at e.0.0.10 through frames; what it asks for, and where it is. */
function drive(readings: Reading[], start: Progress = { live: at('e.0.0.10') }) {
  let progress = start
  const fetches = readings.map(([kind, prev, cursor]) => {
    const advance: Advance = (kind === 'batch' ? batched : caughtUp)(progress, range(prev, cursor))
    progress = advance.progress
    return advance.fetchFrom && formatCursor(advance.fetchFrom)
  })
  const live = progress.live && formatCursor(progress.live)
  const resume = resumeFrom(progress)
  return { fetches, live, resume: resume && formatCursor(resume) }
}

test('batches that follow each other move the live cursor and ask for nothing', () => {
  const { fetches, live, resume } = drive([
    ['batch', 'e.0.0.10', 'e.0.0.12'],
    ['batch', 'e.0.0.12', 'e.1.0.15'],
  ])
  assert.deepEqual(fetches, [undefined, undefined])
  assert.deepEqual([live, resume], ['e.1.0.15', 'e.1.0.15'])
})

test('a batch that starts beyond the live cursor asks for what lies between', () => {
  const { fetches, live, resume } = drive([['batch', 'e.0.0.12', 'e.0.0.15']])
  assert.deepEqual([fetches, live, resume], [['e.0.0.10'], 'e.0.0.15', 'e.0.0.10'])
})

test('what was asked for is owed until it has come', () => {
  const { fetches, resume } = drive([
    ['batch', 'e.0.0.12', 'e.0.0.15'],
    ['past', 'e.0.0.10', 'e.0.0.15'],
  ])
  assert.deepEqual([fetches[1], resume], [undefined, 'e.0.0.15'])
})

test('a past that stops short of the gap is continued from where it ends', () => {
  const { fetches, resume } = drive([
    ['batch', 'e.5.0.12', 'e.6.0.15'],
    ['past', 'e.0.0.10', 'e.3.0.15'],
    ['past', 'e.3.0.15', 'e.6.0.15'],
  ])
  assert.deepEqual([fetches, resume], [['e.0.0.10', 'e.3.0.15', undefined], 'e.6.0.15'])
})

test('an edge that has no more to give ends the asking', () => {
  const { fetches, resume } = drive([
    ['batch', 'e.5.0.12', 'e.6.0.15'],
    ['past', 'e.0.0.10', 'e.0.0.10'],
  ])
  assert.deepEqual([fetches[1], resume], [undefined, 'e.6.0.15'])
})

test('a past that bridges the gap has made the asking needless', () => {
  const { fetches, live } = drive([
    ['past', 'e.0.0.10', 'e.2.0.30'],
    ['batch', 'e.2.0.30', 'e.2.0.31'],
  ])
  assert.deepEqual([fetches, live], [[undefined, undefined], 'e.2.0.31'])
})

test('a past that bridges half the gap leaves the other half to ask for', () => {
  const { fetches } = drive([
    ['past', 'e.0.0.10', 'e.2.0.30'],
    ['batch', 'e.4.0.30', 'e.4.0.31'],
  ])
  assert.deepEqual(fetches[1], 'e.2.0.30')
})

test('a past does not move the live cursor, and neither does a batch that comes late', () => {
  const { fetches, live } = drive([
    ['past', 'e.0.0.1', 'e.0.0.5'],
    ['batch', 'e.0.0.8', 'e.0.0.10'],
  ])
  assert.deepEqual([fetches, live], [[undefined, undefined], 'e.0.0.10'])
})

test('a new epoch from its start is no gap; one already under way is', () => {
  assert.deepEqual(drive([['batch', 'f.0.0.0', 'f.0.0.3']]).fetches, [undefined])
  const late = drive([
    ['batch', 'f.0.0.2', 'f.0.0.3'],
    ['past', 'f.0.0.0', 'f.0.0.3'],
  ])
  assert.deepEqual([late.fetches, late.resume], [['e.0.0.10', undefined], 'f.0.0.3'])
})

test('a resume that breaks before its past has come resumes from the old place again', () => {
  const resumed = welcomed({ live: at('e.0.0.10') }, at('e.0.0.40'), true)
  assert.deepEqual(formatCursor(resumeFrom(resumed) as Cursor), 'e.0.0.10')
  const whole = drive([['past', 'e.0.0.10', 'e.0.0.40']], resumed)
  assert.deepEqual(whole.resume, 'e.0.0.40')
})

test('a first welcome begins at its own cursor', () => {
  assert.deepEqual(welcomed({}, at('f.0.0.40'), false), { live: at('f.0.0.40') })
})

test('a welcome into new numbers has all of them still to come', () => {
  const fresh = welcomed({ live: at('e.0.0.10') }, at('f.9.0.40'), false)
  const { fetches, live, resume } = drive(
    [
      ['past', 'f.0.0.0', 'f.5.0.40'],
      ['past', 'f.5.0.40', 'f.9.0.40'],
    ],
    fresh,
  )
  assert.deepEqual([fetches, live], [['f.5.0.40', undefined], 'f.9.0.40'])
  assert.equal(resume, live)
})
