import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { FolderColdStore } from '../../../../engine/adapters/folder/cold-store.ts'
import { Fault } from '../../../../engine/fault.ts'
import { coldStoreContract } from '../../../contracts/cold-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'barrage-cold-'))
after(() => rmSync(folder, { recursive: true, force: true }))

coldStoreContract('a folder', async () => new FolderColdStore(join(folder, 'files')))

test('what cannot be written is told as such', async () => {
  writeFileSync(join(folder, 'file'), '')
  const store = new FolderColdStore(join(folder, 'file'))
  await assert.rejects(
    store.put('a', Uint8Array.of(1)),
    error => error instanceof Fault && error.code === 'cold-unavailable',
  )
})
