// The strings inside a JSON value of any shape, for kinds of message that only the
// application knows: they are cleaned and screened wherever in the body they stand.

/**
 * The same value with every string in it changed. Keys stay. A key `__proto__` is left out,
 * because a page that copies the body key by key would be given another prototype.
 */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => mapStrings(item, change))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(fields.map(([key, field]) => [key, mapStrings(field, change)]))
}

/** Whether objects and arrays are nested more than `most` deep. Looks no deeper than that. */
export function isDeeperThan(most: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return most === 0 || Object.values(value).some(inner => isDeeperThan(most - 1, inner))
}
