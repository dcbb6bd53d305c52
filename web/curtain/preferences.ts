// How one viewer wants comments to fly. Kept in the browser, so what is read back may be
// anything: each value is brought into its range, or is the default.

export type Preferences = {
  readonly on: boolean
  /** 0.2–1. */
  readonly opacity: number
  /** 0.5–2: times the usual speed. */
  readonly speed: number
  /** 0.75–1.5: times the usual size. */
  readonly size: number
  /** 0.25–1: how much of the picture comments may cover, from the top. */
  readonly density: number
}

export const USUAL: Preferences = { on: true, opacity: 1, speed: 1, size: 1, density: 0.75 }

/** Least, most and step of each slider. */
export const RANGES = {
  opacity: [0.2, 1, 0.05],
  speed: [0.5, 2, 0.25],
  size: [0.75, 1.5, 0.125],
  density: [0.25, 1, 0.25],
} as const satisfies Partial<Record<keyof Preferences, readonly [number, number, number]>>

export type Slider = keyof typeof RANGES

export const PREFERENCES_KEY = 'barrage.curtain'

/** @param usual what holds where the text says nothing sensible */
export function readPreferences(text: string | null, usual: Preferences = USUAL): Preferences {
  const found = parsed(text)
  const slider = (name: Slider) => within(found[name], RANGES[name], usual[name])
  return {
    on: typeof found.on === 'boolean' ? found.on : usual.on,
    opacity: slider('opacity'),
    speed: slider('speed'),
    size: slider('size'),
    density: slider('density'),
  }
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(text ?? '{}')
    return found && typeof found === 'object' ? (found as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function within(value: unknown, [least, most]: readonly number[], usual: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return usual
  return Math.min(most as number, Math.max(least as number, value))
}
