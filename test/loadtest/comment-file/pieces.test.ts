import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fault } from '../../../engine/fault.ts'
import { bilibiliComments } from '../../../loadtest/comment-file/bilibili-xml.ts'
import { jsonComments } from '../../../loadtest/comment-file/json-comments.ts'

const XML = `<?xml version="1.0"?><!-- a -- > b --><i><x/><d p="1,1,25,1,0,0,a,1">a&amp;b</d>
<d p='2,5,25,2,0,0,b,2'><![CDATA[<]]>c]]&gt;</d></i>`
const JSON_TEXT = `[{"text":"a}\\"{\\\\","time":1,"x":{"y":[]}},
  {"text":"b","time":2,"color":"#010203"}]`

const READERS = [
  ['XML', XML, bilibiliComments],
  ['JSON', JSON_TEXT, jsonComments],
] as const

for (const [name, text, read] of READERS) {
  const readAll = async (pieces: readonly string[]) => {
    const comments = []
    for await (const comment of read(inTurn(pieces), () => {})) comments.push(comment)
    return comments
  }

  test(`${name} cut in two anywhere, or into characters, reads the same`, async () => {
    const whole = await readAll([text])
    assert.equal(whole.length, 2)
    for (let at = 0; at <= text.length; at++)
      assert.deepEqual(await readAll([text.slice(0, at), text.slice(at)]), whole, `cut at ${at}`)
    assert.deepEqual(await readAll([...text]), whole)
  })

  test(`${name} with anything wrong in it ends with a line, never otherwise`, async () => {
    const piece = fc.constantFrom(...'<>&"\'[]{}/\\,:!-?d p=1\n', '<d p="1">', '</d>', '<![CDATA[')
    const broken = fc.tuple(fc.nat(text.length), fc.array(piece, { maxLength: 6 }))
    const holds = fc.asyncProperty(broken, async ([at, wrong]) => {
      try {
        await readAll([text.slice(0, at), ...wrong, text.slice(at)])
      } catch (error) {
        assert.ok(error instanceof Fault, String(error))
        assert.match(error.message, /^line \d+: /)
      }
    })
    await fc.assert(holds, { numRuns: 300, seed: 1 })
  })
}

async function* inTurn(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces
}
