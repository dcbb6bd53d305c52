// Messages that say the same, told as one: the newest of them, with how many more there were
// (`plus`). All likes say the same; comments do when their text is the same, whatever its colour.
// What a merged message stands for is withheld by its number, like everything that a frame
// leaves out.

import type { Stored } from '../message.ts'
import { type Glimpse, glimpse, standingFor } from '../wire/message.ts'
import type { Relief } from './ladder.ts'

/** A message, and how many more it stands for. */
export type Merged = Stored & { readonly plus?: number }

type Alike = { readonly newest: Stored; plus: number; likes: number }

/** In order of their numbers, as they come. */
export function mergeAlike(
  messages: readonly Stored[],
  what: Pick<Relief, 'mergesLikes' | 'mergesTexts'>,
): readonly Merged[] {
  if (!what.mergesLikes && !what.mergesTexts) return messages
  const groups = new Map<string, Alike>()
  const merged: Alike[] = []
  for (const message of messages.toReversed()) {
    const said = glimpse(message.wire)
    const likes = said?.likes ?? 0
    const key = said && keyOf(said, what)
    const group = key === undefined ? undefined : groups.get(key)
    if (group) {
      group.plus++
      group.likes += likes
    } else {
      const alike = { newest: message, plus: 0, likes }
      merged.push(alike)
      if (key !== undefined) groups.set(key, alike)
    }
  }
  return merged.reverse().map(told)
}

function keyOf(
  { kind, text, likes }: Glimpse,
  { mergesLikes, mergesTexts }: Pick<Relief, 'mergesLikes' | 'mergesTexts'>,
): string | undefined {
  if (likes !== undefined) return mergesLikes ? kind : undefined
  return mergesTexts && text !== undefined ? `${kind}/${text}` : undefined
}

function told({ newest, plus, likes }: Alike): Merged {
  if (plus === 0) return newest
  return { ...newest, plus, wire: standingFor(newest.wire, plus, likes) }
}
