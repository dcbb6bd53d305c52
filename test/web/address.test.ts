import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from '../../web/address.ts'

const BASE = 'http://127.0.0.1:8080/'

test('who asks for nothing gets the demo room, live, on the drawn stage', () => {
  const nothing = { region: undefined, stream: undefined, video: undefined }
  assert.deepEqual(readAddress('', BASE), { room: 'demo', ...nothing })
})

test('a room, a region, a stream and a video can be asked for', () => {
  assert.deepEqual(
    readAddress('?room=lobby&region=eu&stream=01kabcdefg000000&video=/v.mp4', BASE),
    {
      room: 'lobby',
      region: 'eu',
      stream: '01kabcdefg000000',
      video: 'http://127.0.0.1:8080/v.mp4',
    },
  )
})

test('what is no room, region, stream or video is passed over', () => {
  for (const video of ['javascript:alert(1)', 'data:text/html,hi', 'blob:x', 'http://'])
    assert.equal(readAddress(`?video=${encodeURIComponent(video)}`, BASE).video, undefined, video)
  assert.equal(readAddress('?room=../admin', BASE).room, 'demo')
  assert.equal(readAddress(`?region=${'x'.repeat(65)}`, BASE).region, undefined)
  assert.equal(readAddress('?stream=%3Cscript%3E', BASE).stream, undefined)
})
