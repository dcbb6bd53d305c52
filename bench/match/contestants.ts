// All who take part: Barrage, the control, and the peers of the npm registry.

import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { AUTO_TICK, type RoomSettings } from '../../engine/room.ts'
import { planOf } from '../../loadtest/run/plan.ts'
import { openStage } from '../../loadtest/run/stage.ts'
import type { Scenario } from '../../loadtest/scenario.ts'
import { ApplicationSpeaker } from '../../loadtest/speaking/application-speaker.ts'
import { endProcess, startPinned } from '../pinned.ts'
import { askedOf, type BarrageProcess, startBarrageProcess } from './barrage-process.ts'
import type { Contestant, Load, Started } from './contestant.ts'
import { startEdges } from './edge-process.ts'
import { PeerSpeaker } from './peer-speaker.ts'

const SHARES = { whitelist: 0.4, high: 0.3, low: 0.3 }
/** Everybody is shown everything. */
export const ALL = [{ members: 0, perSecond: 10_000, shares: SHARES, reachBack: 0 }]

const BARRAGE = file('../../loadtest/crowd/barrage-dialect.js')
const PLAIN = file('plain-dialect.js')
const SOCKET_IO = file('socketio-dialect.js')
const CONTROL = file('control-dialect.js')

const AUTO = { tickMs: AUTO_TICK } as const

/** Everything in one process. */
export const barrage = ours('Barrage', () => startBarrageProcess())
/** The edge's process alone. */
export const edge = ours('Barrage edge', () => startEdges())

/** The same, and all viewers offer permessage-deflate. */
export const deflating: Contestant = { ...edge, name: 'Barrage edge with deflate', deflate: true }

/** Frames leave as soon as the process can bear it. */
export const autoTick = ours('Barrage with auto tick', () => startBarrageProcess(), AUTO)
export const edgeAutoTick = ours('Barrage edge with auto tick', () => startEdges(), AUTO)

function ours(
  name: string,
  startServer: () => Promise<BarrageProcess>,
  room: Partial<RoomSettings> = {},
): Contestant {
  return {
    name,
    async start(load) {
      const server = await startServer()
      try {
        return await onStage(server, load, room)
      } catch (failure) {
        await server.stop()
        throw failure
      }
    },
  }
}

async function onStage(
  server: BarrageProcess,
  load: Load,
  room: Partial<RoomSettings>,
): Promise<Started> {
  const plan = planOf('match', scenarioOf(load, room), askedOf(server))
  const stage = await openStage(plan)
  if (!stage.application || stage.notes.length > 0) throw new Error(stage.notes.join('; '))
  const { application, stream } = stage
  const speaker = new ApplicationSpeaker({ application, stream, outcome: () => {} })
  return {
    ...{ url: server.url, room: plan.room, dialect: BARRAGE, pids: server.pids },
    say: spoken => speaker.say(spoken),
    async stop() {
      speaker.stop()
      await server.stop()
    },
  }
}

export const control: Contestant = {
  name: 'control',
  start: async ({ rate, tickMs }, seconds) => {
    const { child, ...started } = await startPeer('control-server.js', 0)
    return {
      ...{ ...started, dialect: CONTROL, stop: () => endProcess(child) },
      begin: () => void child.send({ rate, tickMs, seconds }),
    }
  },
}

export const wsBatched = peer('ws in batches', 'ws-server.js', PLAIN, ({ tickMs }) => tickMs)
export const ws = peer('ws', 'ws-server.js', PLAIN, () => 0)
/** The plugin is ws, and what it keeps beside it; a room's fan-out is the same. */
export const plugin = peer('@fastify/websocket', 'fastify-server.js', PLAIN, () => 0)
export const socketIo = peer('Socket.IO', 'socketio-server.js', SOCKET_IO, () => 0)
export const socketIoBatched = peer(
  'Socket.IO in batches',
  'socketio-server.js',
  SOCKET_IO,
  ({ tickMs }) => tickMs,
)

/** In the order of a round; the next round goes backwards. */
export const CONTESTANTS = [
  ...[barrage, autoTick, edge, deflating, edgeAutoTick, control],
  ...[wsBatched, socketIoBatched, ws, plugin, socketIo],
]

function peer(
  name: string,
  server: string,
  dialect: string,
  tick: (load: Load) => number,
): Contestant {
  return {
    name,
    async start(load) {
      const { child, url, room, pids } = await startPeer(server, tick(load))
      const speaker = await PeerSpeaker.open(url)
      const stop = async () => {
        speaker.close()
        await endProcess(child)
      }
      return { url, room, pids, dialect, say: spoken => speaker.say(spoken), stop }
    },
  }
}

async function startPeer(server: string, tickMs: number) {
  const child = startPinned(fileURLToPath(file(server)), [String(tickMs)])
  child.stdout?.resume()
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const pids = child.pid === undefined ? [] : [child.pid]
  return {
    child,
    pids,
    url: `http://127.0.0.1:${port}`,
    room: 'peer',
  } satisfies Partial<Started> & {
    child: unknown
  }
}

function scenarioOf({ viewers, rate, tickMs }: Load, room: Partial<RoomSettings>): Scenario {
  const usual = { viewers, rate, seconds: 1 }
  return { about: 'the match', usual, room: { quota: ALL, tickMs, ...room } }
}

function file(name: string): string {
  return new URL(name, import.meta.url).href
}
