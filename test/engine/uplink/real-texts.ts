// Real comments to test with, when the folder beside the project has them, and a few that
// are like them otherwise.

import { existsSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'

const FOLDER = '../shared/data'
const FEW = [
  '泷：三叶，请记住我的名字“I LOVE YOU”',
  ' 被秀了一脸恩爱',
  'a\u0008b',
  '\u200b哈哈哈',
  '2333',
]
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

export function realTexts(t: Pick<TestContext, 'diagnostic'>): string[] {
  if (!existsSync(FOLDER)) {
    t.diagnostic(`${FOLDER} is missing: ${FEW.length} texts made up instead of the real ones`)
    return FEW
  }
  return [...episode(), ...bilibili()]
}

function episode(): string[] {
  const json = gunzipSync(readFileSync(`${FOLDER}/episode.json.gz`)).toString()
  return (JSON.parse(json) as { text: string }[]).map(({ text }) => text)
}

function bilibili(): string[] {
  const xml = readFileSync(`${FOLDER}/bilibili-1783.xml`, 'utf8')
  return [...xml.matchAll(/<d p="[^"]*">(.*?)<\/d>/gs)].map(([, text = '']) =>
    text.replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole),
  )
}
