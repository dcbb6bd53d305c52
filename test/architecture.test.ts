// Holds ARCHITECTURE.md to the code: who may import whom, that nothing imports in a circle,
// and that a file stays one idea long.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

const MAY_IMPORT: Record<string, readonly string[]> = {
  config: ['config'],
  deploy: ['config', 'deploy', 'loadtest'],
  engine: ['engine'],
  'engine/adapters': ['engine', 'engine/adapters'],
  http: ['engine', 'http'],
  edge: ['engine', 'http', 'edge'],
  'room-service': ['engine', 'http', 'room-service'],
  replay: ['engine', 'http', 'replay'],
  client: ['engine', 'client'],
  recordings: ['engine', 'client', 'recordings'],
  loadtest: ['engine', 'client', 'recordings', 'loadtest'],
  bench: ['engine', 'engine/adapters', 'client', 'loadtest', 'deploy', 'test', 'bench'],
  web: ['engine', 'client', 'web'],
}
const CLIENTS = /^(ioredis|kafkajs|bullmq|pg|@electric-sql\/pglite|aws4fetch)(\/|$)/
const MOST_LINES = 300
const BANNED_NAMES = /(^|\/)(index|utils|types|helpers)\.tsx?$/

for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
  test(`${folder} imports only ${allowed.join(', ')}`, () => {
    for (const file of sources(folder)) {
      for (const target of imports(file)) {
        if (target.startsWith('.')) {
          const reached = folderOf(reach(file, target))
          assert.ok(allowed.includes(reached), `${file} imports ${reached}`)
        } else if (folder !== 'engine/adapters') {
          assert.doesNotMatch(target, CLIENTS, `${file} talks to ${target} behind the ports' back`)
        }
      }
    }
  })
}

test('nothing imports in a circle', () => {
  const finished = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), [...path, file].join(' → '))
    if (finished.has(file)) return
    for (const target of imports(file))
      if (target.startsWith('.') && /\.tsx?$/.test(target))
        walk(reach(file, target), [...path, file])
    finished.add(file)
  }
  for (const file of everySource()) walk(file, [])
})

test('a file is one idea long, and is named by it', () => {
  for (const file of everySource()) {
    const lines = readFileSync(file, 'utf8').split('\n').length - 1
    assert.ok(lines <= MOST_LINES, `${file} has ${lines} lines`)
    assert.doesNotMatch(file, BANNED_NAMES)
  }
})

function everySource(): string[] {
  return [
    ...Object.keys(MAY_IMPORT).flatMap(sources),
    ...sources('start'),
    ...sources('test'),
    'barrage.ts',
    'main.ts',
  ]
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => `${folder}/${name}`)
    .filter(file => /\.tsx?$/.test(file) && (folder === 'test' || folderOf(file) === folder))
}

/** What a file imports, types included: a type is a dependency too. */
function imports(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\(|^import) ?'([^']+)'/gm)
  return [...found].map(([, target = '']) => target)
}

function reach(file: string, target: string): string {
  return relative('.', join(dirname(file), target))
}

function folderOf(file: string): string {
  return file.startsWith('engine/adapters/') ? 'engine/adapters' : (file.split('/')[0] as string)
}
