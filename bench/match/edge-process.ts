// Edges as processes of their own, one on the server's core or several on both, with everything
// they need beside them on the crowd's: the services, a room service, and a worker that stores what is said. What an
// edge alone costs is seen here; what all of it together costs, in barrage-process.ts.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child } from '../../deploy/cluster/child.ts'
import type { Member } from '../../deploy/cluster/member.ts'
import { crewMembers } from '../../deploy/cluster/members.ts'
import { ANY_PORTS, placed } from '../../deploy/cluster/places.ts'
import { startServices } from '../../deploy/services/start-services.ts'
import { profiling, SERVER_CORE } from '../pinned.ts'
import { type BarrageProcess, KEYS, STEADY } from './barrage-process.ts'

const CREW = ['ingest-1', 'room-service-1']
const END_MS = 10_000
const ALL_CORES = '0,1'

export type EdgeProcesses = BarrageProcess & { readonly redis: string }

/** @param many up to as many as a cluster has */
export async function startEdges(many = 1): Promise<EdgeProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-bench-'))
  const services = await startServices({ folder: join(folder, 'services') })
  const children: Child[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop(END_MS)
    await services.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { places } = await placed(ANY_PORTS)
    const env = { ...STEADY, ...process.env, ...settings() }
    const crew = crewMembers({ places, urls: services.urls, folder: join(folder, 'data'), env })
    const names = [...CREW, ...Array.from({ length: many }, (_, n) => `edge-${n + 1}`)]
    const cores = many > 1 ? ALL_CORES : SERVER_CORE
    const members = crew
      .filter(({ name }) => names.includes(name))
      .map(member => onCores(member, cores))
    children.push(...members.map(member => new Child(member, () => {})))
    await Promise.all(children.map(child => child.ready()))
    const at = (name: string) => `http://127.0.0.1:${places.get(name)}`
    const edges = children.filter(({ member }) => member.role === 'edge')
    const pids = edges.map(({ pid }) => pid)
    const redis = services.urls.redisLive
    return { url: at('room-service-1'), admin: at('admin-1'), pids, redis, stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

function onCores(member: Member, cores: string): Member {
  if (member.role !== 'edge') return member
  const { file, args } = member
  // What a viewer costs is told of Node as it is: room for young objects is no viewer's.
  const usual = args.filter(arg => !arg.startsWith('--max-semi-space-size'))
  return { ...member, file: 'taskset', args: ['-c', cores, file, ...profiling(), ...usual] }
}

function settings() {
  return {
    BARRAGE_LOG_LEVEL: 'warn',
    BARRAGE_EDGE_CAPACITY: '18500',
    BARRAGE_KEYS_APPLICATION: KEYS.application,
    BARRAGE_KEYS_OPERATOR: KEYS.operator,
  }
}
