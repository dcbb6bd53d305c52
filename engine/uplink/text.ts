// What of a text may be stored and shown. Removed: control characters (Unicode's Cc), lone
// surrogates and noncharacters such as U+FFFE, which no format can carry safely (XML 1.0
// forbids most of them, UTF-8 the surrogates). A tab and a line feed become a space, because
// they stood between words. Everything else stays exactly as it was: leading spaces are
// typography in danmaku, joiners make emoji and Indic letters, and the page isolates what
// bidirectional marks do. Cleaning what is clean changes nothing.

const UNFIT = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u
const EVERY_UNFIT = new RegExp(UNFIT, 'gu')
// Default_Ignorable is what fonts draw as nothing: joiners, bidi marks, fillers, selectors.
// The rest are blank too: annotation marks and the braille pattern without dots.
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]*$/u

export type Cleaned = {
  readonly text: string
  /** How many characters were removed or became a space. */
  readonly changed: number
}

export function cleanText(raw: string): Cleaned {
  if (!UNFIT.test(raw)) return { text: raw, changed: 0 }
  let changed = 0
  const text = raw.replace(EVERY_UNFIT, character => {
    changed++
    return character === '\t' || character === '\n' ? ' ' : ''
  })
  return { text, changed }
}

/** Whether nothing of it would be seen: empty, spaces, invisible characters. */
export function isBlank(text: string): boolean {
  return BLANK.test(text)
}

/** Length as people count it, or nearly: an emoji outside the first plane is one. */
export function codePoints(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length; at++) if (opensPair(text, at)) count--
  return count
}

function opensPair(text: string, at: number): boolean {
  const lead = text.charCodeAt(at)
  if (lead < 0xd800 || lead > 0xdbff) return false
  const trail = text.charCodeAt(at + 1)
  return trail >= 0xdc00 && trail <= 0xdfff
}
