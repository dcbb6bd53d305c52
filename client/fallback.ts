// By which transport the next connection is opened. WebSocket, as long as it can be had; where
// handshakes fail or hang although the rest of HTTP works, polls; and from polls now and then an
// attempt at WebSocket again. When polls cannot be had either, it is the network and not the
// transport, and WebSocket is as good as anything. Pure.

export type TransportName = 'websocket' | 'polling'

export type Way = {
  readonly by: TransportName
  /** Attempts in a row that brought no welcome. */
  readonly misses: number
  /** WebSocket has worked on this network: that it fails now is more likely the edge's doing. */
  readonly worked: boolean
  /** Attempts at WebSocket since polls were taken to. */
  readonly climbs: number
}

/** What there is to choose from here. */
export type Choice = { readonly websocket: boolean; readonly polling: boolean }

/** A restart of an edge is one miss, and seldom two. */
const MOST_MISSES = 2
const MOST_MISSES_IF_WORKED = 5
/** A minute, then two, and ten at most: an office's proxy stays as it is until somebody leaves the office. */
const CLIMB_MS = 60_000
const MOST_CLIMB_MS = 600_000

/** An edge that has not said welcome by then is better looked for elsewhere. */
const WELCOME_MS = 10_000
/** Who looks at an empty page is better served by polls, even if WebSocket was only slow. */
const WELCOME_MS_BEFORE_POLLS = 5_000

/** How long a connection may take to its welcome. */
export function welcomeMs(by: TransportName, { polling }: Choice): number {
  return by === 'websocket' && polling ? WELCOME_MS_BEFORE_POLLS : WELCOME_MS
}

export function firstWay({ websocket }: Choice): Way {
  return { by: websocket ? 'websocket' : 'polling', misses: 0, worked: false, climbs: 0 }
}

/** An attempt that brought no welcome. */
export type Miss = {
  readonly by: TransportName
  /** Nothing answered at all, not even a no. */
  readonly hung: boolean
}

export function missed(way: Way, choice: Choice, { by, hung }: Miss): Way {
  if (by !== way.by) return way // a climb that was all that was left
  const misses = way.misses + 1
  if (way.by === 'polling')
    return choice.websocket ? { ...way, by: 'websocket', misses: 0 } : { ...way, misses }
  const isEnough = hung || misses >= (way.worked ? MOST_MISSES_IF_WORKED : MOST_MISSES)
  return isEnough && choice.polling ? { ...way, by: 'polling', misses: 0 } : { ...way, misses }
}

/** A connection by this transport said welcome. */
export function worked(way: Way, by: TransportName): Way {
  if (by === 'polling') return { ...way, by, misses: 0 }
  return { by, misses: 0, worked: true, climbs: 0 }
}

/** WebSocket was tried from polls, and could not be had. */
export function climbedInVain(way: Way): Way {
  return { ...way, climbs: way.climbs + 1 }
}

/** Of another network nothing is known but what it is used by now. */
export function elsewhere({ by }: Way): Way {
  return { by, misses: 0, worked: false, climbs: 0 }
}

/** When to try WebSocket again, for who polls. @param random in [0, 1): not all in one moment */
export function climbMs({ climbs }: Way, random: number): number {
  return Math.min(MOST_CLIMB_MS, CLIMB_MS * 2 ** climbs) * (1 - random / 2)
}
