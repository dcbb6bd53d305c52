// What an edge asks of Redis while a room is on, as Redis itself sees it (MONITOR): commands per
// tick on the connection that reads the buckets, for rooms of different sizes.

import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { loadScript } from '../../engine/adapters/redis/scripts.ts'
import type { Scenario } from '../../loadtest/scenario.ts'
import { ALL } from './contestants.ts'
import { type EdgeResult, measureEdge } from './edge-cases.ts'
import { type EdgeProcesses, startEdges } from './edge-process.ts'

const SIZES = [250, 1_000, 4_000]
const TICK_MS = 200
const SECONDS = 15
const PER_TICK = { most: 2 }
const READ = loadScript('stream.lua', 'reading.lua', 'read.lua')

export async function measureReads(): Promise<EdgeResult> {
  const measured: { readonly viewers: number; readonly perTick: number }[] = []
  const wrong: string[] = []
  for (const viewers of SIZES) {
    const one = await readsWith(viewers)
    measured.push({ viewers, perTick: one.perTick })
    wrong.push(...one.wrong)
  }
  return {
    ...{ case: 'reads', title: `Redis commands of an edge, ${TICK_MS} ms tick, 20 messages/s` },
    measuredAt: new Date().toISOString(),
    figures: [
      ...measured.map(({ viewers, perTick }) => ({
        ...{ name: `per tick, ${viewers.toLocaleString('en')} viewers`, value: perTick },
        ...{ unit: '', goal: PER_TICK },
      })),
      { name: 'more for each 1,000 viewers more', value: 1_000 * slopeOf(measured), unit: '' },
    ],
    ...{ wrong, limits: [] },
  }
}

async function readsWith(viewers: number) {
  const counts: number[] = []
  let counting: Promise<() => void> | undefined
  const scenario: Scenario = {
    about: 'reads of a room that is on',
    usual: { viewers, seconds: SECONDS, rate: 20 },
    room: { quota: ALL, tickMs: TICK_MS },
  }
  const start = async (): Promise<EdgeProcesses> => {
    const edges = await startEdges()
    counting = count(edges.redis, counts)
    const stop = async () => {
      ;(await counting)?.()
      await edges.stop()
    }
    return { ...edges, stop }
  }
  const none = () => []
  const { wrong } = await measureEdge({ name: 'reads', title: '', scenario, start, figures: none })
  const busy = counts.filter(one => one > 0).toSorted((a, b) => a - b)
  return { perTick: ((busy[Math.floor(busy.length / 2)] ?? 0) * TICK_MS) / 1_000, wrong }
}

/** Counts each second's commands of whoever reads buckets; resolves with what ends it. */
async function count(url: string, counts: number[]): Promise<() => void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  await once(socket, 'connect')
  const readers = new Set<string>()
  let commands = 0
  // `+1795722552.739832 [0 127.0.0.1:48780] "evalsha" "…" …`
  createInterface(socket).on('line', line => {
    const [, source = ''] = /\[\d+ (\S+)\]/.exec(line) ?? []
    if (line.includes(READ.sha)) readers.add(source)
    if (readers.has(source)) commands++
  })
  socket.write('MONITOR\r\n')
  const looking = setInterval(() => {
    counts.push(commands)
    commands = 0
  }, 1_000)
  return () => {
    clearInterval(looking)
    socket.destroy()
  }
}

/** Least squares. */
function slopeOf(points: readonly { readonly viewers: number; readonly perTick: number }[]) {
  const mean = (of: (one: (typeof points)[number]) => number) =>
    points.reduce((sum, one) => sum + of(one), 0) / points.length
  const [x, y] = [mean(one => one.viewers), mean(one => one.perTick)]
  const over = mean(one => (one.viewers - x) * (one.perTick - y))
  return over / mean(one => (one.viewers - x) ** 2)
}
