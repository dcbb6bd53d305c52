// Whether this sender may send this kind here, now, and how much it matters. The stream must
// be on for everybody. Who is muted says nothing. A viewer sends the kinds its role has in this room, and the room's
// rules give the priority, whatever the message claimed. The application's server may send
// any kind, and the priority its message carries stays; whoever builds such a message
// without being told one asks `priorityOf`.

import type { Message, Priority } from '../message.ts'
import type { PriorityRule } from '../room.ts'
import type { Step } from './step.ts'

export const standing: Step = (climber, { open, settings, trusted, mutedUntil = 0, now }) => {
  if (!open) return { why: 'closed' }
  if (trusted) return climber
  if (mutedUntil > now) return { why: 'muted' }
  const { message, shadowed } = climber
  if (!settings.kinds[message.from.role ?? 'viewer'].includes(message.kind))
    return { why: 'notYours', detail: `kind: ${message.kind}` }
  const priority = priorityOf(message, settings.priorities)
  return { message: { ...message, priority }, shadowed }
}

/** By the first rule that fits; none fits: low. */
export function priorityOf(
  { kind, from }: Pick<Message, 'kind' | 'from'>,
  rules: readonly PriorityRule[],
): Priority {
  const fits = (rule: PriorityRule): boolean =>
    (rule.kind ?? kind) === kind &&
    (rule.role ?? from.role ?? 'viewer') === (from.role ?? 'viewer') &&
    (rule.minLevel ?? 0) <= (from.level ?? 0)
  return rules.find(fits)?.priority ?? 'low'
}
