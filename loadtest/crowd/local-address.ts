/**
 * An address has 28,000 ports. The more of them are taken, or were a minute ago, the longer the
 * kernel looks for a free one: beyond 8,000, for milliseconds.
 */
const VIEWERS_EACH = 2_000
const ADDRESSES = 250

/** Where a viewer comes from when it goes to a loopback address: there are enough of them. */
export function localAddress(url: string, viewer: number): string | undefined {
  if (!/^wss?:\/\/127\./.test(url)) return undefined
  const n = Math.floor(viewer / VIEWERS_EACH)
  return `127.0.${1 + Math.floor(n / ADDRESSES)}.${1 + (n % ADDRESSES)}`
}
