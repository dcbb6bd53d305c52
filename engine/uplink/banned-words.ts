// Finds every banned word of a list in one pass over a normalised text (Aho–Corasick), in
// time that does not depend on how many words there are. The trie lives in flat arrays:
// thousands of small objects would cost the collector more than the search costs.
//
// Spaces and punctuation count for nothing, in the words as in the text, with one care. In
// scripts that put spaces between words a word of the list is a whole word: `ass` is in
// neither `class` nor `as soon`. It is a hit when written as in the list, in one piece, or
// with something between all of its letters (`b a d`, `b.a.d`), and when no letter of the
// same sort touches its ends. Han, kana, Thai and the like have no such spaces: there every
// occurrence is a hit, whatever stands between. A word of punctuation alone is never found.

import { type Normalised, normalise } from './normalise.ts'

/** From a unit of the normalised text to just after another. */
export type Hit = { readonly from: number; readonly to: number }

export type BannedWords = {
  /** The states one unit away from the root: the only state with many ways out. */
  readonly roots: ReadonlyMap<number, number>
  /** For each state: its unit, its first child and next sibling, where to go on after a miss. */
  readonly unit: readonly number[]
  readonly child: readonly number[]
  readonly sibling: readonly number[]
  readonly fail: readonly number[]
  /** For each state: itself or the longest shorter state that ends a word; 0: none. */
  readonly ending: readonly number[]
  /** The words that end in a state: all of one length, told apart by where their gaps are. */
  readonly words: ReadonlyMap<number, readonly Normalised[]>
}

type Trie = {
  readonly roots: Map<number, number>
  readonly unit: number[]
  readonly child: number[]
  readonly sibling: number[]
  readonly fail: number[]
  readonly ending: number[]
  readonly words: Map<number, Normalised[]>
}

const compiled = new WeakMap<readonly string[], BannedWords>()

/** Compiled once for each list, known by identity: a room's settings are replaced, never changed. */
export function bannedWords(list: readonly string[]): BannedWords {
  const known = compiled.get(list)
  if (known) return known
  const trie: Trie = {
    roots: new Map(),
    unit: [0],
    child: [0],
    sibling: [0],
    fail: [0],
    ending: [0],
    words: new Map(),
  }
  for (const word of list) plant(trie, normalise(word))
  link(trie)
  compiled.set(list, trie)
  return trie
}

/** Where words end, in order, and the longest that ends there: what is shorter lies within. */
export function findBanned(trie: BannedWords, said: Normalised): Hit[] {
  const hits: Hit[] = []
  let state = 0
  for (let at = 0; at < said.text.length; at++) {
    state = next(trie, state, said.text.charCodeAt(at))
    const hit = longestEnding(trie, state, said, at + 1)
    if (hit) hits.push(hit)
  }
  return hits
}

function longestEnding(
  trie: BannedWords,
  state: number,
  said: Normalised,
  to: number,
): Hit | undefined {
  for (let end = endingOf(trie, state); end; end = endingOf(trie, trie.fail[end] ?? 0))
    for (const word of trie.words.get(end) ?? []) {
      const hit = { from: to - word.text.length, to }
      if (isWrittenAs(word, said, hit)) return hit
    }
  return undefined
}

function plant(trie: Trie, word: Normalised): void {
  if (word.text === '') return
  let state = 0
  for (let at = 0; at < word.text.length; at++) {
    const unit = word.text.charCodeAt(at)
    state = childOf(trie, state, unit) || grow(trie, state, unit)
  }
  trie.words.set(state, [...(trie.words.get(state) ?? []), word])
}

function grow(trie: Trie, parent: number, unit: number): number {
  const state = trie.unit.length
  trie.unit.push(unit)
  trie.child.push(0)
  trie.sibling.push(parent ? (trie.child[parent] ?? 0) : 0)
  trie.fail.push(0)
  trie.ending.push(0)
  if (parent) trie.child[parent] = state
  else trie.roots.set(unit, state)
  return state
}

/** Gives every state its way on after a miss: breadth first, so that shorter ones are ready. */
function link(trie: Trie): void {
  const queue = [...trie.roots.values()]
  for (const state of queue) {
    const fail = trie.fail[state] ?? 0
    trie.ending[state] = trie.words.has(state) ? state : (trie.ending[fail] ?? 0)
    for (let child = trie.child[state]; child; child = trie.sibling[child]) {
      trie.fail[child] = next(trie, fail, trie.unit[child] ?? 0)
      queue.push(child)
    }
  }
}

function next(trie: BannedWords, from: number, unit: number): number {
  for (let state = from; ; state = trie.fail[state] ?? 0) {
    const child = childOf(trie, state, unit)
    if (child || state === 0) return child
  }
}

function childOf(trie: BannedWords, state: number, unit: number): number {
  if (state === 0) return trie.roots.get(unit) ?? 0
  let child = trie.child[state] ?? 0
  while (child && trie.unit[child] !== unit) child = trie.sibling[child] ?? 0
  return child
}

function endingOf(trie: BannedWords, state: number): number {
  return trie.ending[state] ?? 0
}

function isWrittenAs(word: Normalised, said: Normalised, { from, to }: Hit): boolean {
  if (touches(said, from) || touches(said, to)) return false
  let [none, all, alike] = [true, true, true]
  for (let at = from + 1; at < to; at++) {
    if (!isOneWord(said, at)) continue
    const gap = said.gaps[at] ?? false
    if (gap) none = false
    else all = false
    if (gap !== word.gaps[at - from]) alike = false
  }
  return none || all || alike
}

/** Whether the units before and after a place are letters of one word, with nothing between. */
function touches(said: Normalised, at: number): boolean {
  return isOneWord(said, at) && !said.gaps[at]
}

/** Whether the units on both sides of a place are of one sort that spaces keep apart. */
function isOneWord({ text }: Normalised, at: number): boolean {
  const before = sortOf(text.charCodeAt(at - 1))
  return before !== 0 && before === sortOf(text.charCodeAt(at))
}

/** 1: a letter of a script that puts spaces between words. 2: a digit. 0: anything else. */
function sortOf(unit: number): 0 | 1 | 2 {
  if (unit >= 0x30 && unit <= 0x39) return 2
  if (unit >= 0x61 && unit <= 0x7a) return 1
  // Latin-1 to Malayalam, Georgian, and the later Latin and Greek: letters but for a few signs.
  return (unit >= 0xaa && unit < 0x0e00) ||
    (unit >= 0x10a0 && unit < 0x1100) ||
    (unit >= 0x1e00 && unit < 0x2000)
    ? 1
    : 0
}
