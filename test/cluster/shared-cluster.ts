// Clusters for the tests of one file: real services, real processes. For every set of settings
// that a test asks for there is one, started when it is first asked for; tests have rooms of
// their own in it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { type Cluster, startCluster } from '../../deploy/cluster/start-cluster.ts'
import { type Services, startServices } from '../../deploy/services/start-services.ts'
import { readKeys } from '../../http/keys-on-disk.ts'
import { type Env, Live, NO_ENTER_NOTICES, NO_LADDER, type OpenLive } from '../flows/live.ts'

/** The door's address opens rooms for all tests; within an hour that is many. */
const FOR_TESTS = {
  BARRAGE_ROOMS_PER_GUEST: '10000',
  BARRAGE_LOG_LEVEL: 'error',
  ...NO_ENTER_NOTICES,
  ...NO_LADDER,
}

type Started = { readonly cluster: Cluster; readonly folder: string }

/** Starts its services before the first test of the file, ends everything after the last. */
export type Clusters = {
  readonly open: OpenLive
  /** With a hand on each of its processes. */
  readonly clusterOf: (env?: Env) => Promise<Cluster>
}

export function sharedClusters(): Clusters {
  const parent = mkdtempSync(join(tmpdir(), 'barrage-cluster-'))
  const started = new Map<string, Promise<Started>>()
  let services: Services | undefined
  let rooms = 0
  before(async () => {
    services = await startServices({ folder: join(parent, 'services') })
  })
  after(async () => {
    for (const { cluster } of await Promise.all(started.values())) await cluster.stop()
    await services?.stop()
    rmSync(parent, { recursive: true, force: true })
  })
  const start = async (env: Env, name: string): Promise<Started> => {
    const folder = join(parent, name)
    const { urls } = services as Services
    const own = { ...urls, kafka: `${urls.kafka}/${name}` }
    const cluster = await startCluster({
      urls: own,
      folder,
      env: { ...FOR_TESTS, ...env, BARRAGE_REDIS_PREFIX: name },
    })
    return { cluster, folder }
  }
  const startedWith = (env: Env): Promise<Started> => {
    const key = JSON.stringify(env)
    const one = started.get(key) ?? start(env, `cluster-${started.size + 1}`)
    started.set(key, one)
    return one
  }
  return {
    open: async (_t, env = {}) => {
      const { cluster, folder } = await startedWith(env)
      return liveOf(cluster, folder, `lobby-${++rooms}`)
    },
    clusterOf: async (env = {}) => (await startedWith(env)).cluster,
  }
}

function liveOf({ url, adminUrl }: Cluster, folder: string, lobby: string): Live {
  const keys = readKeys(folder)
  if (!keys) throw new Error(`no keys in ${folder}`)
  const stop = async () => {} // it is everybody's
  return new Live({ url, adminUrl, keys, stop }, { lobby })
}
