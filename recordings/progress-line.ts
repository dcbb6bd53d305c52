// How far playing or importing a recording has come, on one line: a bar that moves on a
// terminal, a line every few seconds where there is none (a log, a pipe).

export type Screen = {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export type Standing = {
  /** From 0 to 1. */
  readonly done: number
  /** The same in words, and more. */
  readonly said: string
}

const TERMINAL_EVERY_MS = 100
const LOG_EVERY_MS = 5_000
const BAR = 30

export class ProgressLine {
  readonly #screen: Screen
  readonly #everyMs: number
  #shownAt = Number.NEGATIVE_INFINITY

  constructor(screen: Screen) {
    this.#screen = screen
    this.#everyMs = screen.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS
  }

  /** Shows it when it is time to; `last` shows it for certain and leaves it standing. */
  show(standing: Standing, now: number, last = false): void {
    if (!last && now - this.#shownAt < this.#everyMs) return
    this.#shownAt = now
    if (!this.#screen.isTTY) this.#screen.write(`${standing.said}\n`)
    else
      this.#screen.write(
        `\r\x1b[K${fitted(standing, this.#screen.columns || undefined)}${last ? '\n' : ''}`,
      )
  }
}

/** With the bar in front where there is room for one. */
export function fitted({ done, said }: Standing, columns = 80): string {
  const full = Math.floor(Math.min(1, done) * BAR)
  const withBar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${said}`
  return (withBar.length < columns ? withBar : said).slice(0, columns - 1)
}

/** `1:02:03`, `2:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, n) => (n === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':')
}
