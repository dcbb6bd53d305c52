import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Book } from '../../../loadtest/accounting/book.ts'
import { batch, low, mark, past } from './tellings.ts'

function welcomed(at = 0): Book {
  const book = new Book()
  book.welcomed(low(at), false)
  return book
}

test('frame after frame, everything is accounted for', () => {
  const book = welcomed(5)
  assert.deepEqual(
    [batch(5, 9), batch(9, 20, 6), batch(20, 21)].map(frame => book.heard(frame)),
    ['live', 'live', 'live'],
  )
  assert.deepEqual([book.delivered.low, book.withheld.low], [10, 6])
  assert.deepEqual([book.missing(low(21)), book.doubled, book.gaps], [0, 0, 0])
})

test('history on entering is nobody’s debt', () => {
  const book = welcomed(50)
  assert.equal(book.heard(past(20, 50)), 'history')
  assert.equal(book.heard(batch(50, 51)), 'live')
  assert.equal(book.delivered.low, 1)
})

test('a frame that never came is missing', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.heard(batch(7, 9))
  assert.deepEqual([book.gaps, book.missing(low(9))], [1, 4])
  assert.deepEqual([book.debts[0]?.prev, book.debts[0]?.cursor], [low(3), low(7)])
})

test('the last frames that never came are missing', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  assert.equal(book.missing(low(10)), 7)
})

test('what is asked for pays the debt, and what had come live is not counted twice', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.heard(batch(7, 9))
  assert.equal(book.heard(past(3, 9)), 'partly')
  assert.deepEqual([book.missing(low(9)), book.delivered.low], [0, 9])
})

test('who goes on at an edge that is ahead is owed what lies between', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.welcomed(low(7), true)
  assert.equal(book.missing(low(7)), 4)
  assert.equal(book.heard(past(2, 7)), 'partly')
  assert.equal(book.heard(batch(7, 9)), 'live')
  assert.deepEqual([book.missing(low(9)), book.delivered.low, book.doubled], [0, 9, 0])
})

test('who goes on at an edge that is behind hears again what it had, and nothing twice after', () => {
  const book = welcomed()
  book.heard(batch(0, 6))
  book.welcomed(low(3), true)
  book.heard(past(2, 3))
  book.heard(batch(3, 5))
  book.heard(batch(5, 9))
  assert.deepEqual([book.missing(low(9)), book.delivered.low, book.doubled], [0, 9, 0])
  book.heard(batch(5, 9))
  assert.equal(book.doubled, 3)
})

test('an edge may be ahead in one bucket and behind in another', () => {
  const book = new Book()
  book.welcomed(mark('e.0.4.9'), false)
  book.welcomed(mark('e.0.6.5'), true)
  assert.deepEqual([book.at?.text, book.missing(mark('e.0.6.9'))], ['e.0.6.9', 2])
})

test('a debt is paid in parts', () => {
  const book = welcomed()
  book.heard(batch(10, 11))
  book.heard(past(0, 4, 0, true))
  assert.equal(book.missing(low(11)), 6)
  book.heard(past(4, 10))
  assert.deepEqual([book.missing(low(11)), book.delivered.low], [0, 11])
})

test('two gaps are two debts, and one answer may pay both', () => {
  const book = welcomed()
  book.heard(batch(2, 4))
  book.heard(batch(6, 8))
  assert.equal(book.missing(low(8)), 4)
  book.heard(past(0, 8))
  assert.deepEqual([book.missing(low(8)), book.delivered.low], [0, 8])
})

test('a frame that comes twice delivers twice', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  assert.equal(book.heard(batch(0, 3)), 'partly')
  assert.deepEqual([book.doubled, book.delivered.low], [3, 3])
})

test('a frame that begins too early delivers some of it twice, and the rest once', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.heard(batch(1, 5))
  assert.deepEqual([book.doubled, book.delivered.low, book.missing(low(5))], [2, 5, 0])
})

test('frames that change places leave a gap and double nothing silently', () => {
  const book = welcomed()
  book.heard(batch(3, 6))
  book.heard(batch(0, 3))
  assert.equal(book.gaps, 1)
  assert.ok(book.doubled > 0)
})

test('frames that were skipped are bridged by a past that comes by itself', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  assert.equal(book.heard(past(3, 8, 5)), 'live')
  book.heard(batch(8, 9))
  assert.deepEqual([book.gaps, book.missing(low(9)), book.withheld.low], [0, 0, 5])
})

test('who was away owes until it is told, and that is its own lateness', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.welcomed(low(8), true)
  book.heard(batch(8, 9))
  assert.equal(book.missing(low(9)), 5)
  assert.equal(book.heard(past(3, 8)), 'resumed')
  assert.deepEqual([book.missing(low(9)), book.resumed, book.delivered.low], [0, 1, 9])
})

test('who comes back and is told nothing misses what was said meanwhile', () => {
  const book = welcomed()
  book.heard(batch(0, 3))
  book.welcomed(low(8), true)
  assert.equal(book.missing(low(8)), 5)
})

test('numbers that begin again are told apart from a first stream', () => {
  const book = new Book()
  book.welcomed(mark('.0.0.0'), false)
  book.restart(low(0))
  assert.equal(book.restarted, 0)
  book.heard(batch(0, 3))
  book.restart(low(0, 'f'))
  assert.deepEqual([book.restarted, book.missing(low(0, 'f'))], [1, 0])
})

test('who came back before anything was said owes the beginning', () => {
  const book = new Book()
  book.welcomed(mark('.0.0.0'), false)
  book.welcomed(low(4), false)
  assert.deepEqual([book.missing(low(4)), book.restarted], [4, 0])
  assert.equal(book.heard(past(0, 4)), 'resumed')
  assert.equal(book.missing(low(4)), 0)
})

/** What a server does with the frames of a stream: to each number of messages, a deed. */
const deeds = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    deed: fc.constantFrom('tell', 'skip and bridge', 'cut and resume', 'drop and answer'),
  }),
  { maxLength: 30 },
)

test('whatever an honest server does, nothing is missing and nothing doubled', () => {
  fc.assert(
    fc.property(deeds, all => {
      const book = welcomed()
      let [at, viewer] = [0, 0]
      for (const { size, deed } of all) {
        const to = at + size
        if (deed === 'tell') book.heard(batch(at, to))
        if (deed === 'skip and bridge') book.heard(past(viewer, to, to - viewer))
        if (deed === 'cut and resume') {
          book.welcomed(low(to), true)
          book.heard(past(viewer, to))
        }
        if (deed === 'drop and answer') {
          book.heard(batch(to, to + 1))
          book.heard(past(at, to + 1))
        }
        at = deed === 'drop and answer' ? to + 1 : to
        viewer = at
      }
      assert.deepEqual([book.missing(low(at)), book.doubled], [0, 0])
      assert.equal(book.delivered.low + book.withheld.low, at)
    }),
  )
})

test('whichever frame a lying server drops or repeats, it is found', () => {
  const lies = fc.tuple(
    fc.integer({ min: 2, max: 12 }),
    fc.nat(),
    fc.constantFrom('drop', 'repeat'),
  )
  fc.assert(
    fc.property(lies, ([count, which, lie]) => {
      const book = welcomed()
      const frames = Array.from({ length: count }, (_, n) => batch(n * 2, n * 2 + 2))
      const chosen = which % count
      frames.splice(chosen, 1, ...(lie === 'drop' ? [] : [batch(chosen * 2, chosen * 2 + 2)]))
      if (lie === 'repeat') frames.splice(chosen, 0, batch(chosen * 2, chosen * 2 + 2))
      for (const frame of frames) book.heard(frame)
      const { doubled } = book
      assert.deepEqual([book.missing(low(count * 2)), doubled], lie === 'drop' ? [2, 0] : [0, 2])
    }),
  )
})
