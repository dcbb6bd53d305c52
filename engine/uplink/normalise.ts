// A text as the screen reads it, so that disguises do not matter: compatibility forms folded
// (NFKC: full-width, circled, bold mathematical letters), lower case, invisible characters
// and stray accents (those that compose with nothing) gone, and spaces and punctuation taken
// out, leaving only the note that something stood there. Emoji and currency signs stay: they
// can be banned themselves.
//
// Every unit of the result knows which part of the original it came from, in order, so that
// masking finds its way back.

export type Normalised = {
  readonly text: string
  /** For each UTF-16 unit of `text`: where in the original its characters start and end. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** For each unit: whether a space or punctuation stood before it. */
  readonly gaps: readonly boolean[]
}

// A character and the marks upon it, because only together they compose; U+FF9E and U+FF9F
// are the half-width voicing marks of kana.
const CLUSTERS = /[\s\S][\p{M}\uff9e\uff9f]*/gu
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u
const STRAY_ACCENT = /[\u0300-\u036f\u20d0-\u20ff]/
const SEPARATOR = /[\p{Z}\p{P}\p{Sm}\p{Sk}]/u
/** Below it are ASCII and Latin-1, where no character is a mark. */
const FIRST_MARK = 0x300

type Draft = {
  text: string
  readonly starts: number[]
  readonly ends: number[]
  readonly gaps: boolean[]
  gap: boolean
}

export function normalise(original: string): Normalised {
  const draft: Draft = { text: '', starts: [], ends: [], gaps: [], gap: false }
  for (let at = 0; at < original.length; ) {
    const end = plainAt(original, at) ? at + 1 : clusterEnd(original, at)
    if (end === at + 1 && foldsToItself(original.charCodeAt(at)))
      add(draft, original.charAt(at), at, end)
    else for (const character of folded(original.slice(at, end))) read(draft, character, at, end)
    at = end
  }
  const { text, starts, ends, gaps } = draft
  return { text, starts, ends, gaps }
}

/** One character after folding: part of the text, a gap, or nothing. */
function read(draft: Draft, character: string, start: number, end: number): void {
  if (INVISIBLE.test(character) || STRAY_ACCENT.test(character)) return
  if (SEPARATOR.test(character)) draft.gap = true
  else add(draft, character, start, end)
}

function add(draft: Draft, character: string, start: number, end: number): void {
  for (let unit = 0; unit < character.length; unit++) {
    draft.starts.push(start)
    draft.ends.push(end)
    draft.gaps.push(draft.gap)
    draft.gap = false
  }
  draft.text += character
}

function folded(cluster: string): string {
  return cluster.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** Whether one unit is a whole cluster, found without a regular expression. */
function plainAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  if (unit >= FIRST_MARK && !isIdeograph(unit)) return false
  return Number.isNaN(next) || next < FIRST_MARK || isIdeograph(next)
}

function clusterEnd(text: string, at: number): number {
  CLUSTERS.lastIndex = at
  CLUSTERS.test(text)
  return CLUSTERS.lastIndex
}

/** Small letters, digits and Han: most of what is said, and nothing to look up. */
function foldsToItself(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || isIdeograph(unit)
}

function isIdeograph(unit: number): boolean {
  return unit >= 0x4e00 && unit <= 0x9fff
}
