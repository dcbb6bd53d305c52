// What a superchat cost, as people write money; a bare number when no currency is named.

import type { Body } from '../../engine/message.ts'

const CURRENCY = /^[A-Z]{3}$/

export function priceLabel({ price, currency }: Body, lang: string): string {
  if (typeof price !== 'number' || !Number.isFinite(price)) return ''
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) return price.toLocaleString(lang)
  return price.toLocaleString(lang, { style: 'currency', currency, maximumFractionDigits: 2 })
}
