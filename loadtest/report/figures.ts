// Numbers as people read them.

/** `1,234,567` */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** `950`, `12.3 k`, `1.2 M` */
export function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${trimmed(value / 1e9)} G`
  if (size >= 1e6) return `${trimmed(value / 1e6)} M`
  if (size >= 1e4) return `${trimmed(value / 1e3)} k`
  return size >= 100 || Number.isInteger(value) ? whole(value) : trimmed(value)
}

export function bytes(value: number): string {
  if (Math.abs(value) >= 1e9) return `${trimmed(value / 1e9)} GB`
  if (Math.abs(value) >= 1e6) return `${trimmed(value / 1e6)} MB`
  return Math.abs(value) >= 1e3 ? `${trimmed(value / 1e3)} kB` : `${Math.round(value)} B`
}

export function ms(value: number): string {
  return `${value >= 100 ? whole(value) : trimmed(value)} ms`
}

export function percent(share: number): string {
  const value = share * 100
  return `${value === 0 || value >= 10 ? Math.round(value) : trimmed(value)} %`
}

/** `1.72×` */
export function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}×` : '–'
}

export function total(of: Readonly<Record<string, number>>): number {
  return Object.values(of).reduce((sum, one) => sum + one, 0)
}

/** Three digits are enough for anybody. */
function trimmed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return `${Number(value.toFixed(digits))}`
}
