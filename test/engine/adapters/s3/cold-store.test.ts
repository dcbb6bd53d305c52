import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCold } from '../../../../engine/adapters/open-cold.ts'
import { Fault } from '../../../../engine/fault.ts'
import { coldStoreContract } from '../../../contracts/cold-store.ts'
import { startS3 } from '../../../fixtures/s3-server.ts'

const { url, child } = await startS3()
const open = (of: string) => openCold({ url: of, folder: '.' })

coldStoreContract('S3', async () => open(url))
coldStoreContract('S3, under a prefix', async () => open(`${url}/some/where`))

test('a bucket that is not there, and a server that is not, are told as such', async () => {
  const unavailable = (error: unknown) =>
    error instanceof Fault && error.code === 'cold-unavailable'
  const elsewhere = open(url.replace('replay-test', 'not-there'))
  await assert.rejects(elsewhere.put('a', Uint8Array.of(1)), unavailable)
  child.kill('SIGKILL')
  await assert.rejects(open(url).get('a'), unavailable)
})
