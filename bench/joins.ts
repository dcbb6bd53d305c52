// What joining costs: `make bench-joins`. A cluster of its own with all services beside it; one
// room service of it is asked to let guests into a room, over HTTP, first as fast as it goes, then
// at 70 % of that and at 70 % of the goal; and viewers over real sockets come in at the edges with
// their tickets.
//
// Everybody shares the machine, whoever asks included. So what counts is the CPU that a join
// takes, as the kernel counts it: joins a second and core are what one core alone would do.
// Goals: 3,000 with the ticket's check, and at 70 % of them a p99 of 100 ms.

import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { join } from '../client/join.ts'
import { SUBPROTOCOL, TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'
import { keepAliveFetch } from '../loadtest/crowd/keep-alive-fetch.ts'
import { httpLoad } from '../loadtest/run/http-load.ts'
import { Stand } from '../test/cluster/stand.ts'
import { cpuMsOf } from './cpu.ts'

const ROOM = 'joins'
const WARM_SECONDS = 10
const SECONDS = 10
/** More than it can bear; autocannon asks on as soon as it is answered. */
const FLOOD = 6_000
const SHARE = 0.7
const SOCKETS = 2_000
const SOCKETS_AT_ONCE = 16
/** A second. */
const CHECKS = 1_000
const GOAL_PER_CORE = 3_000
const GOAL_P99_MS = 100

type Measured = { readonly perSecond: number; readonly cpuUs: number; readonly p99: number }

const stand = await Stand.start({ BARRAGE_ROOMS_JOINS_PER_SECOND: '1000000' })
const { cluster } = stand
const server = cluster.urlOf('room-service-1')
try {
  const stream = await stand.openRoom(ROOM)
  await joins(stream, FLOOD, WARM_SECONDS) // code that is not hot yet costs four times as much
  const full = await joins(stream, FLOOD, SECONDS)
  tell('as fast as it goes', full)
  tell('at 70 % of it', await joins(stream, Math.floor(full.perSecond * SHARE), SECONDS))
  const paced = await joins(stream, GOAL_PER_CORE * SHARE, SECONDS)
  tell('at 70 % of the goal', paced)
  const socketUs = await sockets()
  const checkUs = await check(stream)
  print(`a ticket’s check at the edge: ${checkUs.toFixed(0)} µs`)
  print(`a viewer’s whole coming and going at the edge, over a socket: ${socketUs.toFixed(0)} µs`)
  const perCore = 1e6 / (full.cpuUs + checkUs)
  verdict(`${Math.round(perCore)} joins/s a core, check included`, perCore >= GOAL_PER_CORE)
  verdict(`p99 ${paced.p99} ms at 70 % of ${GOAL_PER_CORE}`, paced.p99 <= GOAL_P99_MS)
} finally {
  await stand.stop()
}
process.exit()

async function joins(stream: string, perSecond: number, forSeconds: number): Promise<Measured> {
  const pid = pidOf('room-service-1')
  const [cpuBefore, since] = [cpuMsOf(pid), performance.now()]
  const asked = { name: 'joins', method: 'POST' as const, path: '/v1/rooms/{room}/join', body: {} }
  const load = { ...asked, perSecond, fromSecond: 0, forSeconds }
  const { answered, failed, p99 } = await httpLoad(load, { server, room: ROOM, stream })
  const seconds = Math.min(forSeconds + 1, (performance.now() - since) / 1_000)
  if (failed > 0) print(`${failed} joins failed`)
  const cpuUs = ((cpuMsOf(pid) - cpuBefore) * 1_000) / answered
  return { perSecond: answered / seconds, cpuUs, p99 }
}

/** @returns the edges' CPU for each socket, from its handshake to its end, in µs */
async function sockets(): Promise<number> {
  const fetch = keepAliveFetch()
  const answers = await many(() => join(server, ROOM, { fetch }))
  const edges = cluster.processes().filter(({ name }) => name.startsWith('edge'))
  const used = () => edges.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0)
  await pause(1_000)
  const before = used()
  await many(n => comeIn(answers[n]?.edges[0] as string, answers[n]?.ticket as string))
  await pause(1_000)
  return ((used() - before) * 1_000) / SOCKETS
}

async function many<T>(one: (n: number) => Promise<T>): Promise<T[]> {
  const all: T[] = []
  while (all.length < SOCKETS) {
    const some = Array.from({ length: SOCKETS_AT_ONCE }, (_, n) => one(all.length + n))
    all.push(...(await Promise.all(some)))
  }
  return all
}

function comeIn(edge: string, ticket: string): Promise<void> {
  const url = `${edge}/v1/rooms/${ROOM}/ws`
  const socket = new WebSocket(url, [SUBPROTOCOL, TICKET_SUBPROTOCOL + ticket])
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('message', () => socket.close())
    socket.once('close', () => resolve())
  })
}

/**
 * A ticket that is shown to an edge over HTTP is checked as at the door, and then told that it
 * needs a WebSocket; without one the question costs the same but for the check.
 * @returns the edge's CPU for the check, in µs
 */
async function check(stream: string): Promise<number> {
  const { edges, ticket } = await join(server, ROOM)
  const place = { server: edges[0]?.replace('ws', 'http') as string, room: ROOM, stream }
  const pid = cluster.processes().find(one => place.server.endsWith(`:${one.port}`))?.pid as number
  const asked = { name: 'checks', method: 'GET' as const, perSecond: CHECKS, fromSecond: 0 }
  const cost = async (query: string) => {
    const load = { ...asked, path: `/v1/rooms/{room}/ws${query}` }
    await httpLoad({ ...load, forSeconds: WARM_SECONDS }, place)
    const before = cpuMsOf(pid)
    const { failed } = await httpLoad({ ...load, forSeconds: SECONDS }, place)
    return ((cpuMsOf(pid) - before) * 1_000) / failed
  }
  const without = await cost('')
  return Math.max(0, (await cost(`?ticket=${ticket}`)) - without)
}

function pidOf(name: string): number {
  return cluster.processes().find(one => one.name === name)?.pid as number
}

function tell(what: string, { perSecond, cpuUs, p99 }: Measured): void {
  const rate = Math.round(perSecond).toLocaleString('en')
  print(
    `${what.padEnd(20)} ${rate.padStart(7)} joins/s  ${cpuUs.toFixed(0).padStart(4)} µs each  p99 ${p99} ms`,
  )
}

function verdict(what: string, isGood: boolean): void {
  print(`${what}: ${isGood ? 'good' : 'short of the goal'}`)
  if (!isGood) process.exitCode = 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
