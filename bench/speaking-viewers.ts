// How much viewers may say: `make bench-speaking`. One edge, one ingest worker, one room service
// and one that archives, which is what two cores carry best, with all services beside them; 50
// rooms, and 1,000 viewers in them who speak over their WebSockets, each within what an edge
// takes of one. A line a run: how many messages a second were acknowledged and
// stored, how long an answer took, and how long until the room's first viewer was shown it.
//
// Everybody shares the machine, this crowd included. Where others share it too, what counts is
// the CPU that a message took in all processes together: two cores give 2,000,000 µs a second.

import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { join } from '../client/join.ts'
import { type ServerFrame, SUBPROTOCOL, TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'
import { Stand } from '../test/cluster/stand.ts'
import { until } from '../test/until.ts'
import { cpuMs, cpuMsOf } from './cpu.ts'

const ROOMS = 50
const VIEWERS = 20
/** An edge takes 20 frames a second of one viewer. */
const FASTEST_MS = 55
/** Of every frame, where it ends. */
const CURSOR = /^.{0,120}"cursor":"([^"]+)"/
const PING_MS = 5_000
/** Compilers of hot code have gone quiet, Kafka's too. */
const WARM_MS = 30_000
const RUN_MS = 15_000
/** Of its own messages on their way, as fast as it goes. */
const MOST_UNANSWERED = 3
const SURPLUS = ['edge-2', 'edge-3', 'ingest-2', 'room-service-2', 'replay-2']
const SHARES = [1, 0.5]
const KEY = Math.random().toString(36).slice(2, 8)
const OPEN_DOORS = {
  pace: { viewer: { burst: 100, perSecond: 100 }, room: { burst: 10_000, perSecond: 10_000 } },
  screening: { bannedWords: [], onBanned: 'refuse', repeatMs: 0, floodCount: 10_000, floodMs: 1 },
}

type Speaker = {
  readonly socket: WebSocket
  readonly sentAt: Map<string, number>
  next: number
  cursor: string | undefined
}
type Run = { acked: number; refused: number; readonly ackMs: number[]; readonly shownMs: number[] }

const run: Run = { acked: 0, refused: 0, ackMs: [], shownMs: [] }
const sentAt = new Map<string, number>()
let isOver = false
const stand = await Stand.start()
try {
  await Promise.all(SURPLUS.map(name => stand.cluster.end(name)))
  const speakers = await enterAll()
  let fullest = 0
  for (const share of SHARES) fullest = (await measure(speakers, share, fullest)) || fullest
} finally {
  isOver = true
  await stand.stop()
}
process.exit()

async function enterAll(): Promise<Speaker[]> {
  const speakers: Speaker[] = []
  for (let room = 0; room < ROOMS; room++) {
    const name = `speaking-${room}`
    await stand.openRoom(name)
    await stand.operator('PUT', `/admin/v1/rooms/${name}/settings`, OPEN_DOORS)
    const entering = Array.from({ length: VIEWERS }, (_, n) => enter(name, n === 0))
    speakers.push(...(await Promise.all(entering)))
  }
  return speakers
}

async function enter(room: string, watches: boolean): Promise<Speaker> {
  const { edges, ticket } = await join(stand.cluster.url, room)
  const url = `${edges[0]}/v1/rooms/${room}/ws`
  const socket = new WebSocket(url, [SUBPROTOCOL, TICKET_SUBPROTOCOL + ticket])
  const speaker: Speaker = { socket, sentAt: new Map(), next: 0, cursor: undefined }
  let welcomed = false
  socket.on('message', data => {
    const text = String(data)
    speaker.cursor = CURSOR.exec(text)?.[1] ?? speaker.cursor
    if (text.startsWith('{"t":"batch"') && !watches) return // reading it is not what is measured
    const frame = JSON.parse(text) as ServerFrame
    if (frame.t === 'welcome') welcomed = true
    else hear(frame, speaker)
  })
  socket.on('close', (code, reason) => {
    if (!isOver) throw new Error(`a viewer was sent away: ${code} ${reason}`)
  })
  setInterval(() => socket.send(JSON.stringify({ t: 'ping', cursor: speaker.cursor })), PING_MS)
  await until(() => welcomed, { withinMs: 30_000 })
  return speaker
}

function hear(frame: ServerFrame, { sentAt: own }: Speaker): void {
  const now = performance.now()
  if (frame.t === 'batch')
    for (const { id } of frame.messages) run.shownMs.push(now - (sentAt.get(id) ?? now))
  if (frame.t === 'no') run.refused++
  if (frame.t !== 'ok') return
  const since = own.get(frame.cid) ?? now
  own.delete(frame.cid)
  sentAt.set(frame.id, since)
  run.acked++
  run.ackMs.push(now - since)
}

/** @returns what was acknowledged a second */
async function measure(speakers: Speaker[], share: number, fullest: number): Promise<number> {
  const everyMs = share === 1 ? FASTEST_MS : (1_000 * speakers.length) / (fullest * share)
  const most = share === 1 ? MOST_UNANSWERED : Number.POSITIVE_INFINITY
  const timers = speakers.map((speaker, n) => {
    const say = () => speak(speaker, most)
    return setTimeout(() => timers.push(setInterval(say, everyMs)), (n * everyMs) / speakers.length)
  })
  await pause(WARM_MS)
  const [before, cpuBefore, parts] = [await stored(), cpuMs(), cpuByRole()]
  Object.assign(run, { acked: 0, refused: 0, ackMs: [], shownMs: [] })
  const since = performance.now()
  await pause(RUN_MS)
  const seconds = (performance.now() - since) / 1_000
  const { acked, refused, ackMs, shownMs } = { ...run }
  const storedNow = (await stored()) - before
  const cpuEach = Math.round(((cpuMs() - cpuBefore) * 1_000) / acked)
  const used = cpuByRole()
  for (const timer of timers) clearInterval(timer)
  await until(() => speakers.every(({ sentAt: own }) => own.size === 0)).catch(() => {})
  const rate = (number: number) => `${Math.round(number / seconds).toLocaleString('en')}/s`
  const told = `acknowledged ${rate(acked)}, stored ${rate(storedNow)}, refused ${rate(refused)}`
  const took = `${cpuEach} µs of CPU each, answer ${spread(ackMs)}, shown ${spread(shownMs)}`
  process.stdout.write(
    `${share === 1 ? 'as fast as it goes' : 'at half of it'}: ${told}; ${took}\n`,
  )
  for (const [role, ms] of used) {
    const each = Math.round(((ms - (parts.get(role) ?? 0)) * 1_000) / acked)
    process.stdout.write(`    ${each} µs in ${role}\n`)
  }
  return acked / seconds
}

/** @param most waits while so many of its own have no answer */
function speak(speaker: Speaker, most: number): void {
  const { socket, sentAt: own } = speaker
  if (own.size >= most) return
  const cid = `${KEY}-${speaker.next++}`
  own.set(cid, performance.now())
  const body = { text: `前方高能预警，注意！${cid}` }
  socket.send(JSON.stringify({ t: 'send', cid, body }))
}

/** This crowd, and the cluster by its roles; what is left of the sum is the services'. */
function cpuByRole(): Map<string, number> {
  const roles = new Map([['this crowd', cpuMsOf(process.pid)]])
  for (const { name, pid } of stand.cluster.processes()) {
    if (SURPLUS.includes(name)) continue
    const role = name.replace(/-\d+$/, '')
    roles.set(role, (roles.get(role) ?? 0) + cpuMsOf(pid))
  }
  return roles
}

async function stored(): Promise<number> {
  const answer = await fetch(`${stand.cluster.urlOf('ingest-1')}/metrics`)
  const count = /^barrage_ingest_total\{event="stored"\} (\d+)$/m.exec(await answer.text())
  return Number(count?.[1] ?? 0)
}

function spread(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0)
  return `p50 ${at(0.5)} ms p99 ${at(0.99)} ms`
}
