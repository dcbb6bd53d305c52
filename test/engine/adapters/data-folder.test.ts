import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { claimDataFolder } from '../../../engine/adapters/data-folder.ts'
import { Fault } from '../../../engine/fault.ts'

test('a folder that is not there is made, and let go of without a trace', t => {
  const folder = join(scratch(t), 'deep', 'data')
  claimDataFolder(folder)()
  assert.ok(existsSync(folder))
  claimDataFolder(folder)()
})

test('a folder that a living process owns is refused, naming it', t => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'owner.pid'), String(process.ppid))
  assert.throws(() => claimDataFolder(folder), isFault(new RegExp(`process ${process.ppid} uses`)))
})

test('what a killed process left behind is taken over', t => {
  const folder = scratch(t)
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(join(folder, 'owner.pid'), String(pid))
  claimDataFolder(folder)()
})

test('a file where the folder should be is told by its path', t => {
  const file = join(scratch(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => claimDataFolder(join(file, 'data')), isFault(/file/))
})

function isFault(detail: RegExp) {
  return (error: unknown): boolean =>
    error instanceof Fault && error.code === 'data-folder' && detail.test(error.message)
}

function scratch(t: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
