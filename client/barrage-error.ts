// A no, as the SDK hands it to whoever awaits: the number and text of engine/refusal.ts,
// with what the server added. What the SDK itself has to refuse (its outbox is full, time
// ran out) uses the same numbers, so that a page has one table to translate.

import { REFUSALS, type Refusal } from '../engine/refusal.ts'

type Told = {
  readonly code: number
  readonly text: string
  readonly detail?: string
  readonly retryMs?: number
}
type Beside = { readonly cause?: unknown; readonly answer?: unknown }

const RETRYABLE: ReadonlySet<number> = new Set(
  Object.values(REFUSALS).flatMap(({ code, retry }) => (retry ? [code] : [])),
)

export class BarrageError extends Error {
  readonly code: number
  /** The same for every refusal of this code; `message` has the detail too. */
  readonly text: string
  readonly detail: string | undefined
  /** Not before so many ms. */
  readonly retryMs: number | undefined
  /** All that the server answered, for the few refusals that bring more than these. */
  readonly answer: unknown

  constructor({ code, text, detail, retryMs }: Told, { cause, answer }: Beside = {}) {
    super(detail ? `${text}: ${detail}` : text, { cause })
    this.name = 'BarrageError'
    this.code = code
    this.text = text
    this.detail = detail
    this.retryMs = retryMs
    this.answer = answer
  }

  /** Whether the same may be asked again, unchanged, later. */
  get mayRetry(): boolean {
    return RETRYABLE.has(this.code)
  }
}

export function refused(why: Refusal, detail?: string, cause?: unknown): BarrageError {
  return new BarrageError({ ...REFUSALS[why], ...(detail ? { detail } : {}) }, { cause })
}

/** A refusal as a server wrote it, or nothing when it is not one. */
export function toldRefusal(answer: unknown): BarrageError | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { code, text, detail, retryMs } = answer as Record<string, unknown>
  if (typeof code !== 'number' || typeof text !== 'string') return undefined
  const told = {
    code,
    text,
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(typeof retryMs === 'number' && retryMs >= 0 ? { retryMs } : {}),
  }
  return new BarrageError(told, { answer })
}
