import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceLabel } from '../../../web/chat/price-label.ts'

test('a price is written in its currency, or bare', () => {
  assert.equal(priceLabel({ price: 30, currency: 'CNY' }, 'zh-CN'), '¥30.00')
  assert.equal(priceLabel({ price: 1_500 }, 'en'), '1,500')
})

test('what is no price is nothing', () => {
  assert.equal(priceLabel({}, 'en'), '')
  assert.equal(priceLabel({ price: 5, currency: 'coins' }, 'en'), '5')
})
