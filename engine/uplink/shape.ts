// The first step: a message has the shape of its kind (body.ts), or goes back with the name
// of the field that does not fit. Everybody passes it, the application's server too, so
// whatever is behind it may trust the body and the text in it. Names of people are given
// their shape here as well, when somebody joins.

import type { Refused } from '../refusal.ts'
import { shapeBody } from './body.ts'
import type { Step } from './step.ts'
import { cleanText, codePoints, isBlank } from './text.ts'

/** In characters: two lines of a phone's chat list at most. */
export const MOST_NAME = 24
// A name stands in the middle of other people's lines, where an override would turn them.
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

export const shape: Step = ({ message, shadowed }, { count }) => {
  const shaped = shapeBody(message.kind, message.body)
  if ('why' in shaped) return shaped
  if (shaped.changed > 0) count('control-characters', shaped.changed)
  return { message: { ...message, body: shaped.body }, shadowed }
}

/** The name as others will see it: cleaned, without bidi controls and outer spaces. */
export function cleanName(raw: string): string | Refused {
  const name = cleanText(raw).text.replace(BIDI_CONTROLS, '').trim()
  if (isBlank(name)) return { why: 'empty', detail: 'name' }
  const length = codePoints(name)
  if (length > MOST_NAME)
    return { why: 'tooLong', detail: `name: ${length} of at most ${MOST_NAME}` }
  return name
}
