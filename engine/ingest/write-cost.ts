// What a write to the store costs: so many ms for itself, and so many for each message in it.
// Learnt from writes of different sizes by least squares, in which what was learnt is
// forgotten by and by. As long as all writes were of one size nothing tells the two parts
// apart, and all of it is taken to be the messages'.
//
// It says how many messages a write should take: as many as the store stores in a short time,
// so that a slow store is not handed a second's work in one piece, which would wait for its
// last message and could be shared with nobody. And it says what a message costs then, and so
// whether a slower gear could carry a lane.

/** Large enough that the way to the store is not what costs, small enough to be stored in a few ms. */
const MOST_IN_BATCH = 200
/** A tenth of the lag at which a lane shifts up. */
const WRITE_MS = 50
/** What stays of what was known, with each write: after some thirty it is forgotten. */
const KEPT = 0.9
/** Sizes that differ less than this, in messages, tell nothing. */
const SPREAD = 0.5

/** Sums over writes, each weighted by how new it is. */
export type WriteCost = {
  readonly weight: number
  readonly messages: number
  readonly ms: number
  readonly messagesSquared: number
  readonly messagesTimesMs: number
}

/** Of a store of which nothing is known: free. */
export const UNKNOWN_COST: WriteCost = {
  ...{ weight: 0, messages: 0, ms: 0 },
  ...{ messagesSquared: 0, messagesTimesMs: 0 },
}

/** After a write of so many took so long. */
export function learn(cost: WriteCost, messages: number, ms: number): WriteCost {
  return {
    weight: KEPT * cost.weight + 1,
    messages: KEPT * cost.messages + messages,
    ms: KEPT * cost.ms + ms,
    messagesSquared: KEPT * cost.messagesSquared + messages * messages,
    messagesTimesMs: KEPT * cost.messagesTimesMs + messages * ms,
  }
}

/** How many messages one write takes. */
export function batchSize(cost: WriteCost): number {
  const { messageMs } = partsOf(cost)
  return Math.max(1, Math.min(Math.floor(WRITE_MS / messageMs), MOST_IN_BATCH))
}

/** What a message takes to be stored, in writes as large as they may be; in ms. */
export function leastMessageMs(cost: WriteCost): number {
  const { writeMs, messageMs } = partsOf(cost)
  return writeMs / batchSize(cost) + messageMs
}

/** The line through the writes; neither part is less than nothing. */
function partsOf({ weight, messages, ms, messagesSquared, messagesTimesMs }: WriteCost) {
  if (weight === 0) return { writeMs: 0, messageMs: 0 }
  const [meanMessages, meanMs] = [messages / weight, ms / weight]
  const variance = messagesSquared / weight - meanMessages ** 2
  const most = meanMs / meanMessages
  if (variance < SPREAD ** 2) return { writeMs: 0, messageMs: most }
  const slope = (messagesTimesMs / weight - meanMessages * meanMs) / variance
  const messageMs = Math.min(Math.max(slope, 0), most)
  return { writeMs: meanMs - messageMs * meanMessages, messageMs }
}
