// Time comes in as an argument, so that a test can turn it.

/** ms since 1970. */
export type Now = () => number

/** What a `Date` can tell at most (ECMAScript, "Time Values and Time Range"). */
const LATEST_MS = 8.64e15

/** Whether this is a time as everything here writes one: whole ms since 1970. */
export function isTime(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LATEST_MS
}
