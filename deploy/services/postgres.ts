// Postgres as Debian packs it. It refuses to be root, so root starts it as the user `postgres`
// that the package made, and its folder is that user's.

import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { postgresAnswers } from './answers.ts'
import { gone, isAlive, signalAll, workingIn } from './processes.ts'
import { runToEnd } from './run-to-end.ts'
import { LOOPBACK, type Service } from './service.ts'

/** Debian keeps each version in a folder of its own, and none of them on the path. */
const VERSIONS = '/usr/lib/postgresql'
const IS_ROOT = process.getuid?.() === 0
/** It keeps root's way through folders: its own may lie in one that only root may enter. */
const AS_POSTGRES = [
  ...['--reuid=postgres', '--regid=postgres', '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
]
/** What was killed is gone when the kernel has tidied up. */
const ORPHANS_MS = 2_000

export function postgres(folder: string, port: number): Service {
  const data = `${folder}/data`
  return {
    name: 'postgres',
    folder,
    ports: { postgres: port },
    url: `postgres://postgres@${LOOPBACK}:${port}/postgres`,
    prepare: async () => {
      const programs = (await newestPrograms()) as string
      await giveAway(data)
      if (!existsSync(`${data}/PG_VERSION`)) await initialise(programs, data)
      await forgetTheDead(data)
      const args = ['-D', data, '-p', String(port), ...settings()]
      return { file: join(programs, 'postgres'), args, ...(IS_ROOT && { setpriv: AS_POSTGRES }) }
    },
    answers: () => postgresAnswers(port),
    endsOn: 'SIGINT', // "fast": it does not wait for its clients to go
  }
}

/** The folder of the newest version that can make a database. */
async function newestPrograms(): Promise<string | undefined> {
  const versions = await readdir(VERSIONS).catch(() => [] as string[])
  return versions
    .sort((one, other) => Number(other) - Number(one))
    .map(version => join(VERSIONS, version, 'bin'))
    .find(folder => existsSync(join(folder, 'initdb')))
}

function settings(): string[] {
  const set = [`listen_addresses=${LOOPBACK}`, 'unix_socket_directories=', 'max_connections=200']
  return set.flatMap(one => ['-c', one])
}

/** A start that was cut off may have left half a database, which initdb would not touch. */
async function initialise(programs: string, data: string): Promise<void> {
  for (const left of await readdir(data)) await rm(join(data, left), { recursive: true })
  const how = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  const as = IS_ROOT ? AS_POSTGRES : []
  await runToEnd('setpriv', [...as, join(programs, 'initdb'), '-D', data, ...how])
}

/** Nobody else may read the folder, and its owner must be whom Postgres runs as. */
async function giveAway(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (IS_ROOT) await runToEnd('chown', ['postgres:', data])
}

/**
 * What a killed Postgres leaves behind keeps the next from starting: processes of its
 * connections, and a note of its number, which is believed when it is unburied or used again.
 */
async function forgetTheDead(data: string): Promise<void> {
  const note = `${data}/postmaster.pid`
  const pid = Number.parseInt(await readFile(note, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  if (isAlive(pid) && workingIn(data).some(one => one.pid === pid)) return // it will say so itself
  const orphans = workingIn(data)
  signalAll(orphans, 'SIGKILL')
  await gone(orphans, ORPHANS_MS)
  await rm(note)
}
