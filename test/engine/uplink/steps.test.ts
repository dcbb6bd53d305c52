import assert from 'node:assert/strict'
import { test } from 'node:test'
import { climb, type Step } from '../../../engine/uplink/step.ts'
import { uplinkSteps } from '../../../engine/uplink/steps.ts'
import { context, message, OPENED } from './climbing.ts'
import { realTexts } from './real-texts.ts'

const through: Step = climber => climber

test('a message climbs to the log cleaned, judged, stamped', async () => {
  const said = message({ priority: 'whitelist', body: { text: 'a\u0000b', color: 0xffffff } })
  const next = await climb(uplinkSteps(through), said, context())
  const expected = { ...message(), body: { text: 'ab' }, priority: 'low', at: OPENED + 1_000 }
  assert.deepEqual(next, { message: expected, shadowed: false })
})

test('a message that does not fit takes no token and is not remembered', async () => {
  const given = context()
  for (const wrong of [
    message({ body: {} }),
    message({ kind: 'gift', body: { gift: 'g', count: 1 } }),
  ])
    assert.ok('why' in (await climb(uplinkSteps(through), wrong, given)))
  assert.equal(given.sender.tokens, undefined)
  assert.equal(given.room.tokens, undefined)
  assert.deepEqual(given.sender.recent, [])
})

test('a message that the log could not take may be sent again at once, with the same cid', async () => {
  const given = context(
    {},
    { pace: { viewer: { burst: 1, perSecond: 1 }, room: { burst: 9, perSecond: 9 } } },
  )
  const down: Step = () => ({ why: 'unavailable', retryMs: 1_000 })
  assert.ok('why' in (await climb(uplinkSteps(down), message(), given)))
  assert.ok(!('why' in (await climb(uplinkSteps(through), message(), given))))
})

test('every real comment reaches the log, from the application', async t => {
  const trusted = context({ trusted: true })
  for (const text of realTexts(t)) {
    const next = await climb(uplinkSteps(through), message({ body: { text } }), trusted)
    assert.ok(!('why' in next), text)
  }
})
