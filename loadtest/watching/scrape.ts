// What a server says of itself at /metrics, as numbers by the name of their series. A server
// that says nothing costs us the figure, and not the run.

const ANSWER_MS = 2_000

/** `barrage_gear{lane="room/danmaku"}` → its value. */
export type Series = ReadonlyMap<string, number>

export async function scrape(server: string): Promise<Series> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS)
    const response = await fetch(`${server}/metrics`, { signal })
    return response.ok ? readSeries(await response.text()) : new Map()
  } catch {
    return new Map()
  }
}

export function readSeries(text: string): Series {
  const series = new Map<string, number>()
  for (const line of text.split('\n')) {
    const end = line.lastIndexOf(' ')
    const value = Number(line.slice(end + 1))
    if (end > 0 && !line.startsWith('#') && !Number.isNaN(value))
      series.set(line.slice(0, end), value)
  }
  return series
}

/** What the report draws of it. Several processes: the worst gear and stall, all counters. */
export type Figures = {
  readonly loopP99Ms?: number
  readonly loopMaxMs?: number
  readonly gear?: number
  readonly laneLagMs?: number
  /** How far the room was degraded: the step of the ladder that is in force. */
  readonly ladder?: number
  readonly skipped?: number
  readonly shed?: number
  /** Connections that the server ended, by why. */
  readonly closed: Readonly<Record<string, number>>
}

export function figuresOf(scraped: readonly Series[]): Figures {
  const all = scraped.flatMap(series => [...series])
  const named = (name: string) => all.filter(([key]) => key === name || key.startsWith(`${name}{`))
  const worst = (name: string) => {
    const values = named(name).map(([, value]) => value)
    return values.length > 0 ? Math.max(...values) : undefined
  }
  const total = (name: string) => {
    const values = named(name).map(([, value]) => value)
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined
  }
  return defined({
    loopP99Ms: lateMs(scraped, 'p99'),
    loopMaxMs: lateMs(scraped, 'max'),
    gear: worst('barrage_gear'),
    laneLagMs: worst('barrage_lane_lag_ms'),
    ladder: worst('barrage_ladder'),
    skipped: total('barrage_skipped_total'),
    shed: total('barrage_ingest_total{event="shed"}'),
    closed: byWhy(named('barrage_closed_total')),
  })
}

function byWhy(series: readonly (readonly [string, number])[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [key, value] of series) {
    const why = /why="(\w+)"/.exec(key)?.[1] ?? ''
    counts[why] = (counts[why] ?? 0) + value
  }
  return counts
}

/** How late the worst of the event loops was. Each looks at itself every so often, and the least
 * that it ever sees is how often: only what is beyond is lateness. */
function lateMs(scraped: readonly Series[], which: 'p99' | 'max'): number | undefined {
  const late = scraped.flatMap(series => {
    const seen = series.get(`nodejs_eventloop_lag_${which}_seconds`)
    const least = series.get('nodejs_eventloop_lag_min_seconds') ?? 0
    return seen === undefined ? [] : [Math.max(0, seen - least) * 1_000]
  })
  return late.length > 0 ? Math.max(...late) : undefined
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function defined<T extends object>(figures: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value !== undefined),
  ) as Defined<T>
}
