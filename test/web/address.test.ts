import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from '../../web/address.ts'

const BASE = 'http://127.0.0.1:8080/'

test('who asks for nothing gets the demo room, live, on the drawn stage', () => {
  assert.deepEqual(readAddress('', BASE), { room: 'demo', stream: undefined, video: undefined })
})

test('a room, a stream and a video can be asked for', () => {
  assert.deepEqual(readAddress('?room=lobby&stream=01kabcdefg000000&video=/v.mp4', BASE), {
    room: 'lobby',
    stream: '01kabcdefg000000',
    video: 'http://127.0.0.1:8080/v.mp4',
  })
})

test('what is no room, stream or video is passed over', () => {
  for (const video of ['javascript:alert(1)', 'data:text/html,hi', 'blob:x', 'http://'])
    assert.equal(readAddress(`?video=${encodeURIComponent(video)}`, BASE).video, undefined, video)
  assert.equal(readAddress('?room=../admin', BASE).room, 'demo')
  assert.equal(readAddress('?stream=%3Cscript%3E', BASE).stream, undefined)
})
