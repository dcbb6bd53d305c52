import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fault } from '../../../engine/fault.ts'
import { artplayer } from '../../../recordings/comment-file/artplayer.ts'
import { bilibiliXml } from '../../../recordings/comment-file/bilibili-xml.ts'
import { dplayer } from '../../../recordings/comment-file/dplayer.ts'
import { native } from '../../../recordings/comment-file/native.ts'
import type { Reader, Recorded } from '../../../recordings/comment-file/recorded.ts'

const XML = `<?xml version="1.0"?><!-- a -- > b --><i><x/><d p="1,1,25,1,0,0,a,1">a&amp;b</d>
<gift ts="2" giftname="a" giftcount="1"/><d p='2,5,25,2,0,0,b,2'><![CDATA[<]]>c]]&gt;</d></i>`
const ARTPLAYER = `[{"text":"a}\\"{\\\\","time":1,"x":{"y":[]}},
  {"text":"b","time":2,"color":"#010203"}, {"text":"c","time":3}]`
const DPLAYER = `{"code": 0, "version": 3, "data": [[1,0,255,"a]","b\\"["],
  [2,1,0,"c","d"] ,[3,2,1,"e","f"]], "msg": "fine"}`
const NATIVE = `{"id":"1","from":{"id":"a"},"body":{"text":"}\\n"},"at":5}

{"id":"2","kind":"gift","from":{"id":"b"},"body":{"gift":"g","count":1},"at":6}
{"id":"3","from":{"id":"c"},"body":{"text":"c"},"at":7}`

const READERS: readonly (readonly [name: string, text: string, Reader])[] = [
  ['XML', XML, bilibiliXml],
  ['ArtPlayer’s JSON', ARTPLAYER, artplayer],
  ['DPlayer’s answer', DPLAYER, dplayer],
  ['JSON lines', NATIVE, native],
]

for (const [name, text, read] of READERS) {
  const readAll = async (pieces: readonly string[]) => {
    const all: Recorded[] = []
    const notes = { skip: () => {}, startedAt: () => {} }
    for await (const lot of read(inTurn(pieces), notes)) all.push(...lot)
    return all
  }

  test(`${name} cut in two anywhere, or into characters, reads the same`, async () => {
    const whole = await readAll([text])
    assert.equal(whole.length, 3)
    for (let at = 0; at <= text.length; at++)
      assert.deepEqual(await readAll([text.slice(0, at), text.slice(at)]), whole, `cut at ${at}`)
    assert.deepEqual(await readAll([...text]), whole)
  })

  test(`${name} that ends anywhere gives what it had, and the line or all of it`, async () => {
    for (let at = 1; at < text.trimEnd().length; at++) {
      const all: Recorded[] = []
      const notes = { skip: () => {}, startedAt: () => {} }
      try {
        for await (const lot of read(inTurn([text.slice(0, at)]), notes)) all.push(...lot)
        assert.ok(name === 'JSON lines', `${name} cut at ${at} seems whole`)
      } catch (error) {
        assert.ok(error instanceof Fault, String(error))
        assert.match(error.message, /^line \d+: /)
      }
      assert.ok(all.length <= 3)
    }
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
