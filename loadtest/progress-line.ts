// How far playing a recording has come, on one line: a bar that moves on a terminal, a line
// every few seconds where there is none (a log, a pipe).

export type Screen = {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export type Standing = {
  readonly sent: number
  readonly total: number
  readonly refused: number
  readonly clockMs: number
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
    if (!this.#screen.isTTY) this.#screen.write(`${said(standing)}\n`)
    else this.#screen.write(`\r\x1b[K${fitted(standing, this.#screen.columns)}${last ? '\n' : ''}`)
  }
}

export function said({ sent, total, refused, clockMs }: Standing): string {
  return `${sent} of ${total} comments, at ${clock(clockMs)}, ${refused} refused`
}

/** With the bar in front where there is room for one. */
export function fitted(standing: Standing, columns = 80): string {
  const { sent, total } = standing
  const done = total === 0 ? BAR : Math.floor((sent / total) * BAR)
  const withBar = `${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${said(standing)}`
  return (withBar.length < columns ? withBar : said(standing)).slice(0, columns - 1)
}

/** `1:02:03`, `2:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, n) => (n === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':')
}
