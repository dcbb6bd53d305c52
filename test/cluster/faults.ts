// The faults that a cluster is put through: each part killed and started again, or stopped
// and let go on, and a live Redis that forgets everything.

import { Socket } from 'node:net'
import type { ServiceName } from '../../deploy/services/service.ts'
import { until } from '../until.ts'
import type { Stand } from './stand.ts'
import type { Fault } from './trial.ts'

const WITHIN_MS = 10_000
/** A broker that was killed looks through its log first, and the groups gather anew. */
const BROKER_WITHIN_MS = 30_000
/** Messages that one worker has stored more than before: it is at work, not catching up. */
const ENOUGH = 50
const KILLED: readonly ServiceName[] = ['redisLive', 'kafka', 'postgres']

export function faults(awayMs: number): Fault[] {
  return [
    forgets,
    ...KILLED.map(name => killedService(name, awayMs)),
    killedIngest(awayMs),
    ...KILLED.map(name => stoppedService(name, awayMs)),
    stoppedIngest(awayMs),
  ]
}

const forgets: Fault = {
  name: 'redisLive FLUSHALL',
  hit: stand => flush(stand.services.urls.redisLive),
  mend: () => {},
  awayMs: 0,
  withinMs: WITHIN_MS,
}

function killedService(name: ServiceName, awayMs: number): Fault {
  return {
    name: `${name} SIGKILL`,
    hit: ({ services }) => services.kill(name),
    mend: ({ services }) => services.start(name),
    awayMs,
    withinMs: name === 'kafka' ? BROKER_WITHIN_MS : WITHIN_MS,
    ...degrading(name),
  }
}

function stoppedService(name: ServiceName, awayMs: number): Fault {
  return {
    name: `${name} SIGSTOP`,
    hit: ({ services }) => services.pause(name),
    mend: ({ services }) => services.resume(name),
    awayMs,
    withinMs: WITHIN_MS,
    ...degrading(name),
  }
}

/** Edges read what is shown from there; what else is away, they do not notice. */
function degrading(name: ServiceName): Pick<Fault, 'degrades'> {
  return name === 'redisLive' ? { degrades: true } : {}
}

function killedIngest(awayMs: number): Fault {
  return onBusiestIngest('ingest SIGKILL', awayMs, {
    hit: ({ cluster }, worker) => cluster.kill(worker),
    mend: ({ cluster }, worker) => cluster.start(worker),
  })
}

function stoppedIngest(awayMs: number): Fault {
  return onBusiestIngest('ingest SIGSTOP', awayMs, {
    hit: ({ cluster }, worker) => cluster.pause(worker),
    mend: ({ cluster }, worker) => cluster.resume(worker),
  })
}

type OnWorker = (stand: Stand, worker: string) => void | Promise<void>

/** The other may have nothing to do with the room. */
function onBusiestIngest(
  name: string,
  awayMs: number,
  { hit, mend }: { readonly hit: OnWorker; readonly mend: OnWorker },
): Fault {
  let worker = ''
  return {
    name,
    hit: async stand => {
      worker = await busiestIngest(stand)
      await hit(stand, worker)
    },
    mend: stand => mend(stand, worker),
    awayMs,
    withinMs: WITHIN_MS,
  }
}

async function busiestIngest({ cluster }: Stand): Promise<string> {
  const workers = ['ingest-1', 'ingest-2']
  const stored = () => Promise.all(workers.map(worker => storedBy(cluster.urlOf(worker))))
  const before = await stored()
  const gained = await until(async () => {
    const gains = (await stored()).map((now, index) => now - (before[index] ?? 0))
    return Math.max(...gains) > ENOUGH && gains
  })
  return workers[gained.indexOf(Math.max(...gained))] as string
}

async function storedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^\w*ingest\w*\{[^}]*"stored"[^}]*\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

/** One command and its answer need no client. */
async function flush(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = new Socket()
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('data', () => resolve())
    socket.connect(Number(port), hostname, () => socket.write('FLUSHALL\r\n'))
  })
  socket.destroy()
}
