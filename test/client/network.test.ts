import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { networkChanges } from '../../client/network.ts'

test('being online again is a change', t => {
  const { page, changes, stop } = browser(t)
  page.dispatchEvent(new Event('online'))
  stop()
  page.dispatchEvent(new Event('online'))
  assert.equal(changes(), 1)
})

test('another kind of connection is a change, and a guess at its speed is none', t => {
  const { connection, changes, stop } = browser(t)
  connection.dispatchEvent(new Event('change'))
  connection.type = 'cellular'
  connection.dispatchEvent(new Event('change'))
  connection.dispatchEvent(new Event('change'))
  stop()
  connection.type = 'wifi'
  connection.dispatchEvent(new Event('change'))
  assert.equal(changes(), 1)
})

test('where nobody tells of changes nobody is told', () => {
  networkChanges(() => assert.fail())()
})

/** As much of a browser as tells of its network. */
function browser(t: TestContext) {
  const page = new EventTarget()
  const connection = Object.assign(new EventTarget(), { type: 'wifi' })
  const stand = {
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    navigator: { connection },
  }
  for (const [name, value] of Object.entries(stand)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    t.after(() => {
      if (before) Object.defineProperty(globalThis, name, before)
      else Reflect.deleteProperty(globalThis, name)
    })
  }
  let changes = 0
  const stop = networkChanges(() => changes++)
  return { page, connection, changes: () => changes, stop }
}
