// How wide a text is at most, whatever font it is set in. Nobody here knows the font that will
// be used, so this is an upper bound and no measure: a Chinese character is as wide as it is
// high, Latin letters have a class each, what only changes its neighbours has no width, and
// everything unknown is taken for wide.

/** In hundredths of the font's height; as wide as in the widest of the common fonts. */
const [NARROW, USUAL, CAPITAL, WIDE] = [42, 64, 80, 100]

const NARROW_LETTER = /[ijlIft.,:;'`!|()[\]{}/\\ -]/
const WIDE_LETTER = /[mwMW@%&]/
const LATIN = /[\u0020-\u007e\u00a0-\u024f]/
const CAPITAL_LETTER = /\p{Lu}/u
/** Accents, joiners, bidi marks, variation selectors. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u

/** px of a text in letters `px` high, counted with their line. */
export function widthAtMost(text: string, px: number): number {
  let hundredths = 0
  for (const character of text) hundredths += widthOf(character)
  return Math.ceil((hundredths * px) / 100)
}

function widthOf(character: string): number {
  if (character > '\u2e80' && character < '\ufdff') return WIDE
  if (WIDE_LETTER.test(character)) return WIDE
  if (NARROW_LETTER.test(character)) return NARROW
  if (LATIN.test(character)) return CAPITAL_LETTER.test(character) ? CAPITAL : USUAL
  return NO_WIDTH.test(character) ? 0 : WIDE
}
