// How a setting is written down: a typebox schema that also carries its default, its unit,
// why it is there and, in words, what it takes. Everything else (the checks, the messages, the
// reference page) is made from it, so a setting is said once.

import Type from 'typebox'

/** What every setting says of itself beside its type. */
export type Facts = {
  readonly default: unknown
  /** The default in production, where it is another. */
  readonly production?: unknown
  /** What it takes, in words that follow "expected". */
  readonly takes: string
  readonly why: string
  /** Never printed. */
  readonly secret?: true
}

type Bounds = { readonly from: number; readonly to: number }

/** What `setTimeout` takes at most, about 24 days; beyond it would fire at once. */
const LONGEST_MS = 2_147_483_647
/** Ten years, for what no timer waits for. */
const TEN_YEARS_MS = 315_360_000_000

/** A whole number of something; `of` is its unit in the plural. */
export function count(value: number, of: string, bounds: Bounds, why: string) {
  const { from, to } = bounds
  const takes = `a whole number of ${of} from ${from} to ${to}`
  return Type.Integer({ minimum: from, maximum: to, ...facts({ default: value, takes, why }) })
}

export function port(value: number, why: string) {
  const takes = 'a port number, 0 for any that is free'
  return Type.Integer({ minimum: 0, maximum: 65_535, ...facts({ default: value, takes, why }) })
}

/** A time in ms; `from` 1 ms, unless 0 means something. */
export function time(value: number, why: string, { from = 1, to = LONGEST_MS } = {}) {
  return count(value, 'ms', { from, to }, why)
}

/** A time in ms that is looked at now and then, and not waited for; 0 means something. */
export function longTime(value: number, why: string) {
  return count(value, 'ms', { from: 0, to: TEN_YEARS_MS }, why)
}

export function flag(value: boolean, production: boolean, why: string) {
  return Type.Boolean(facts({ default: value, production, takes: 'true or false', why }))
}

/** One of a few words; `production` when another is right there. */
export function choice<const Word extends string>(
  words: readonly Word[],
  { default: value, production = value }: { default: Word; production?: Word },
  why: string,
) {
  const takes = words.length > 1 ? `one of ${words.join(', ')}` : `${words[0]}`
  return Type.Unsafe<Word>(
    Type.String({
      pattern: `^(${words.join('|')})$`,
      ...facts({ default: value, ...(production === value ? {} : { production }), takes, why }),
    }),
  )
}

export function text(
  value: string,
  { takes, pattern = '.' }: { takes: string; pattern?: string },
  why: string,
) {
  return Type.String({ pattern, ...facts({ default: value, takes, why }) })
}

/** A secret that signs or opens; HMAC-SHA-256 wants as many bytes as it gives: 32. */
export function secret(why: string) {
  const takes = 'at least 32 characters, none of them a space'
  return Type.String({
    pattern: '^(\\S{32,})?$',
    ...facts({ default: '', takes, why, secret: true }),
  })
}

/** Three times in ms, in the environment with commas between them. */
export function threeTimes(value: readonly [number, number, number], why: string) {
  const one = Type.Integer({ minimum: 1, maximum: LONGEST_MS })
  return Type.Tuple(
    [one, one, one],
    facts({ default: value, takes: 'three times in ms, each longer than the one before', why }),
  )
}

/** Where each of six steps begins; in the environment with commas between them. */
export function sixSteps(
  value: readonly [number, number, number, number, number, number],
  of: string,
  why: string,
) {
  const one = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
  const takes = `six whole numbers of ${of}, none less than the one before`
  return Type.Tuple([one, one, one, one, one, one], facts({ default: value, takes, why }))
}

function facts(of: Facts): Facts {
  return of
}
