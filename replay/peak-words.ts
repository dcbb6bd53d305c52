// What a peak is about: the words that are said in it much more often than elsewhere in the
// stream, by the log-likelihood ratio (Dunning 1993). Pure.
//
// Chinese and Japanese put no spaces between words, and no dictionary knows the names and jokes
// of a live room, so there every run of two to eight characters is taken for a word, and of
// those that are said together the longest is kept. Elsewhere words are what stands between
// spaces. Whoever says a word ten times in one comment has said it once.

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々〇'
const RUNS = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{M}\\p{N}'])+`, 'gu')
const IS_CJK = new RegExp(`^[${CJK}]`, 'u')
const [SHORTEST, LONGEST] = [2, 8]
/** Of other words; below it are articles and typos. */
const SHORTEST_WORD = 3
/** Comments that must say a word: fewer may be one person's. */
const LEAST = 3
const LEAST_SHARE = 0.02
/** Looked at closely. */
const CANDIDATES = 200
/** A word is part of a longer one when the longer is said in so many of its comments. */
const TOGETHER = 0.6

/** In how many of some comments each word is. */
export class WordCount {
  readonly words = new Map<string, number>()
  comments = 0

  add(comments: readonly string[]): this {
    this.comments += comments.length
    for (const comment of comments)
      for (const word of wordsOf(comment)) this.words.set(word, (this.words.get(word) ?? 0) + 1)
    return this
  }
}

/** The `most` telling words of a peak, beside the rest of the stream. */
export function peakWords(peak: WordCount, rest: WordCount, most: number): readonly string[] {
  const least = Math.max(LEAST, peak.comments * LEAST_SHARE)
  const scored = [...peak.words]
    .filter(([, count]) => count >= least)
    .map(([word, count]) => {
      const other = rest.words.get(word) ?? 0
      return { word, count, score: ratio([count, peak.comments], [other, rest.comments]) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.word.length - a.word.length)
    .slice(0, CANDIDATES)
  const whole = scored.filter(one => !scored.some(other => isPartOf(one, other)))
  return apart(whole.map(({ word }) => word)).slice(0, most)
}

/** The words of a comment, each once; a laugh of any length is the same laugh. */
export function wordsOf(comment: string): ReadonlySet<string> {
  const text = comment
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(.)\1{3,}/gu, '$1$1$1')
  const words = new Set<string>()
  for (const [run] of text.matchAll(RUNS))
    if (!IS_CJK.test(run)) addWord(words, run)
    else addParts(words, run)
  return words
}

function addWord(words: Set<string>, run: string): void {
  if (run.length >= SHORTEST_WORD) words.add(run)
}

function addParts(words: Set<string>, run: string): void {
  let at = 0
  const ends = [0, ...Array.from(run, character => (at += character.length))]
  for (let from = 0; from < ends.length; from++)
    for (let to = from + SHORTEST; to <= from + LONGEST && to < ends.length; to++)
      words.add(run.slice(ends[from], ends[to]))
}

/** How surprising it is, were a word as usual here as there; 0 when it is rarer here. */
function ratio(here: readonly [number, number], there: readonly [number, number]): number {
  const [[a, all], [b, some]] = [here, there]
  const others = Math.max(1, some)
  if (a / all <= b / others) return 0
  const usual = (a + b) / (all + others)
  const part = (count: number, many: number) =>
    count === 0 ? 0 : count * Math.log(count / (many * usual))
  return 2 * (part(a, all) + part(b, others))
}

type Scored = { readonly word: string; readonly count: number }

function isPartOf(one: Scored, other: Scored): boolean {
  return (
    other.word.length > one.word.length &&
    other.word.includes(one.word) &&
    other.count >= TOGETHER * one.count
  )
}

/** Without those that share a part with a better one. */
function apart(words: readonly string[]): readonly string[] {
  const chosen: string[] = []
  for (const word of words) if (!chosen.some(other => overlap(word, other))) chosen.push(word)
  return chosen
}

function overlap(one: string, other: string): boolean {
  if (!IS_CJK.test(one)) return one === other
  return [...one].some((_, n) => n > 0 && other.includes(one.slice(n - 1, n + 1)))
}
