// When it was said: the edge's clock, which is never before the stream's opening, because
// `at` on the wire counts from there. Two machines' clocks may disagree by a little.

import { openedAt } from '../stream-id.ts'
import type { Step } from './step.ts'

export const stamp: Step = ({ message, shadowed }, { now }) => {
  const at = Math.max(now, openedAt(message.stream))
  return { message: { ...message, at }, shadowed }
}
