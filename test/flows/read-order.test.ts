// Where an answer about the past came from is visible: in its header, and in a metric. What a
// player kept itself costs nothing but the question; cold files and the replay Redis have
// tests of their own (test/replay/segments.test.ts, test/engine/adapters/).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importedComments } from './imported.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'

const LAYERS = ['process', 'store', 'archive', 'cold']

test('a segment comes from the archive once, then from the process, then from the player’s own cache', async t => {
  const live = await Live.start(t)
  const stream = await importedComments(live, [{ text: 'hi', at: 1 }])
  const url = `${live.barrage.url}/v1/replay/${stream}/segments/1/0-10000`
  const answers = []
  for (let n = 0; n < 3; n++) answers.push(await fetch(url))
  const etag = answers[0]?.headers.get('etag') ?? ''
  answers.push(await fetch(url, { headers: { 'if-none-match': etag } }))
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers.get('x-barrage-layer')]),
    [
      [200, 'archive'],
      [200, 'process'],
      [200, 'process'],
      [304, 'process'],
    ],
  )
  const counted = []
  for (const layer of LAYERS)
    counted.push(await metric(live, `barrage_replay_segments_total{layer="${layer}"}`))
  assert.deepEqual(counted, [3, 0, 1, 0])
})
