// The name of a guest who has not chosen one. It follows from the id, so it does not travel
// with every message: a reader puts it back.

import type { ViewerId } from './ids.ts'
import type { Sender } from './message.ts'

/** `Guest-ab12`: enough to tell two of them apart in a chat. */
export function guestName(id: ViewerId): string {
  return `Guest-${id.slice(-4)}`
}

/** The message with its sender's name, said or not. */
export function withName<Message extends { readonly from: Sender }>(
  message: Omit<Message, 'from'> & { readonly from: Omit<Sender, 'name'> & Partial<Sender> },
): Message {
  const { from } = message
  if (from.name !== undefined) return message as Message
  return { ...message, from: { ...from, name: guestName(from.id) } } as Message
}
