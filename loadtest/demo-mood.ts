// When the demo crowd speaks next, and what is said: remarks at odd moments, and now and then
// something happens and several people react at once. Pure but for the chance handed in; over
// time it keeps to the rate asked for, and it is never more than twice as fast.

import type { Body } from '../engine/message.ts'
import { COLORS, REACTIONS, REMARKS } from './demo-comments.ts'

export type Mood = {
  /** What is being reacted to, and by how many more. */
  readonly reacting?: { readonly to: readonly string[]; readonly left: number }
  /** Said lately; not said again at once. */
  readonly recent: readonly string[]
}

export type Utterance = { readonly afterMs: number; readonly kind: string; readonly body: Body }

export const CALM: Mood = { recent: [] }

// Read off recordings of live shows: most of what is said is said in bursts of a dozen.
const BURST_CHANCE = 0.05
const BURST_LEAST = 6
const BURST_MORE = 10
const LIKE_CHANCE = 0.08
const COLOR_CHANCE = 0.2
const TOP_CHANCE = 0.03
const BOTTOM_CHANCE = 0.03
const REMEMBERED = 30

export function nextUtterance(
  mood: Mood,
  perSecond: number,
  random: () => number,
): { mood: Mood; utterance: Utterance } {
  const reacting = mood.reacting ?? (random() < BURST_CHANCE ? burst(random) : undefined)
  const afterMs = pauseMs(perSecond, reacting !== undefined, random)
  if (random() < LIKE_CHANCE) return { mood, utterance: { afterMs, kind: 'like', body: {} } }
  const text = fresh(reacting?.to ?? REMARKS, mood.recent, random)
  const recent = [...mood.recent, text].slice(-REMEMBERED)
  const left = (reacting?.left ?? 0) - 1
  const after: Mood =
    reacting && left > 0 ? { recent, reacting: { ...reacting, left } } : { recent }
  return { mood: after, utterance: { afterMs, kind: 'danmaku', body: dressed(text, random) } }
}

function burst(random: () => number) {
  const to = pick(REACTIONS, random)
  return { to, left: BURST_LEAST + Math.floor(random() * BURST_MORE) }
}

/** Half the usual pause in a burst; a little more than usual outside of one makes up for it. */
function pauseMs(perSecond: number, bursting: boolean, random: () => number): number {
  const usualMs = 1_000 / perSecond
  return bursting ? usualMs * (0.5 + 0.2 * random()) : usualMs * (0.6 + 1.4 * random())
}

function fresh(lines: readonly string[], recent: readonly string[], random: () => number): string {
  const unsaid = lines.filter(line => !recent.includes(line))
  return pick(unsaid.length > 0 ? unsaid : lines, random)
}

function dressed(text: string, random: () => number): Body {
  const color = random() < COLOR_CHANCE ? { color: pick(COLORS, random) } : {}
  const place = random()
  if (place < TOP_CHANCE) return { text, ...color, mode: 'top' }
  if (place < TOP_CHANCE + BOTTOM_CHANCE) return { text, ...color, mode: 'bottom' }
  return { text, ...color }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T
}
