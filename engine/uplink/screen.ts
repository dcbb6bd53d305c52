// What may not be said here, whoever may say how much. In this order: floods of one sender,
// the same text again, banned words. A banned word is refused, masked (its characters, and
// only they, become `*`) or shadowed (the sender sees it and nobody else), as the room says.
// Trusted senders are not screened. A message that is sent again is no repeat of itself and
// no part of a flood, but its words are looked at again, with the same result. What has no
// letters at all (`!!!`) is compared as it is.

import type { Body, Message } from '../message.ts'
import { bannedWords, findBanned, type Hit } from './banned-words.ts'
import { isKnownKind } from './body.ts'
import { type Normalised, normalise } from './normalise.ts'
import { floodRetryMs, isRepeat, isResent, remember } from './recent.ts'
import type { Climber, Context, Step } from './step.ts'
import { mapStrings } from './strings.ts'

export const screen: Step = (climber, context) => {
  const { sender, settings, now, trusted } = context
  if (trusted) return climber
  const { screening } = settings
  const { message } = climber
  const texts = textsOf(message)
  const normalised = texts.map(normalise)
  const said = normalised.map(({ text }, at) => text || texts[at]).join(' ')
  const resent = isResent(sender.recent, message.id)

  if (!resent) {
    const retryMs = floodRetryMs(sender.recent, now, screening)
    if (retryMs !== undefined) return { why: 'tooFast', retryMs }
    if (isRepeat(sender.recent, said, now, screening)) return { why: 'repeated' }
  }
  const words = bannedWords(screening.bannedWords)
  const banned = normalised.some(text => findBanned(words, text).length > 0)
  if (banned && screening.onBanned === 'refuse') return { why: 'banned' }
  if (!resent)
    sender.recent = remember(sender.recent, { id: message.id, text: said, at: now }, screening)
  return banned ? disguised(climber, context) : climber
}

/** The text with the characters of every hit replaced, one `*` each; separators stay. */
export function mask(text: string, { starts, ends }: Normalised, hits: readonly Hit[]): string {
  const hidden = new Set<number>()
  for (const { from, to } of hits)
    for (let unit = from; unit < to; unit++)
      for (let at = starts[unit] ?? 0; at < (ends[unit] ?? 0); at++) hidden.add(at)
  let masked = ''
  let at = 0
  for (const character of text) {
    masked += hidden.has(at) ? '*' : character
    at += character.length
  }
  return masked
}

function disguised({ message, shadowed }: Climber, { settings, count }: Context): Climber {
  const { bannedWords: list, onBanned } = settings.screening
  if (onBanned === 'shadow') {
    count('shadowed')
    return { message, shadowed: true }
  }
  count('masked')
  const body = changeTexts(message, text => {
    const normalised = normalise(text)
    return mask(text, normalised, findBanned(bannedWords(list), normalised))
  })
  return { message: { ...message, body }, shadowed }
}

function textsOf({ kind, body }: Message): readonly string[] {
  if (isKnownKind(kind)) return typeof body.text === 'string' ? [body.text] : []
  const texts: string[] = []
  mapStrings(body, text => {
    texts.push(text)
    return text
  })
  return texts
}

function changeTexts({ kind, body }: Message, change: (text: string) => string): Body {
  if (isKnownKind(kind)) return { ...body, text: change(String(body.text)) }
  return mapStrings(body, change) as Body
}
