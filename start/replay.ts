// The past of this process: the archiver, what is done at a stream's end and after, and the
// playback routes.

import { randomBytes } from 'node:crypto'
import { ARCHIVE } from '../engine/ports/removals.ts'
import type { Touched } from '../engine/ports/takebacks.ts'
import { Speakers } from '../engine/uplink/speakers.ts'
import { replaySteps } from '../engine/uplink/steps.ts'
import type { Server } from '../http/server.ts'
import { makeTickets } from '../http/ticket.ts'
import { Archiver } from '../replay/archiver.ts'
import {
  newReplayCounts,
  registerArchiverMetrics,
  registerReplayMetrics,
} from '../replay/counts.ts'
import { EndOfStream } from '../replay/end-of-stream.ts'
import { forget } from '../replay/forgetting.ts'
import { OverlayWriter } from '../replay/overlay-writer.ts'
import { PlayheadComments } from '../replay/playhead-comments.ts'
import { openPast, type Playing } from '../replay/playing.ts'
import { Retirement } from '../replay/retirement.ts'
import { replayRole } from '../replay/role.ts'
import { type Parts, secureRandom } from './parts.ts'

/** Well below the time that segments stay in the ReplayStore. */
const TOUCH_MS = 30_000

/** What plays the past, and what is done at a stream's end. */
export type Past = Playing & { readonly end: EndOfStream }

export async function startArchiver(parts: Parts): Promise<Past> {
  const { config, ports, metrics, log, now, endings } = parts
  const counts = newReplayCounts()
  const past = openPast({ ...ports, counts, now, settings: config.replay })
  registerReplayMetrics(metrics, counts, past.gates)
  const end = await EndOfStream.start({
    ...ports,
    segments: past.segments,
    missing: past.archive.missing,
    settings: config.replay,
    now,
    onSealed: (stream, missing) =>
      missing.length === 0
        ? log.info({ stream }, 'a stream is whole in the archive')
        : log.warn({ stream, missing }, 'a stream is not whole in the archive'),
  })
  endings.add(() => end.close())
  const retirement = await Retirement.start({
    ...{ ...ports, coldFiles: past.coldFiles, now, random: secureRandom },
    settings: { ...config.replay, ...config.moderation },
    onTrouble: err => log.warn({ err }, 'it could not be looked which streams are due'),
  })
  endings.add(() => retirement.close())
  await listen(parts, past)
  const archiver = await Archiver.start({
    ...ports,
    settings: config.archiver,
    now,
    onClosed: mark => end.closed(mark),
    onTakenBack: (act, touched) => void tell(parts, act, touched),
    onOutage: err => log.error({ err }, 'the archive does not answer; it is tried again'),
  })
  registerArchiverMetrics(metrics, archiver)
  endings.add(() => endArchiver(archiver, parts))
  return { ...past, end }
}

export async function serveReplay(app: Server, parts: Parts, past: Past): Promise<void> {
  const { config, keys, ports, screened, now } = parts
  const tickets = makeTickets({ key: keys.ticket, ttlMs: config.tickets.ttlMs })
  const writer = new OverlayWriter(ports.archive.overlay)
  await replayRole(app, {
    ...past,
    playhead: new PlayheadComments({
      outlines: past.outlines,
      settings: ports.settings,
      speakers: new Speakers(replaySteps(writer.keep), screened),
      check: (ticket, room) => tickets.verify(ticket, { room, now: now() }),
      now,
    }),
    replayStore: ports.replayStore,
    wholeness: stream => past.end.wholeness(stream),
    now,
    random: secureRandom,
    applicationKey: keys.application,
    settings: config.replay,
  })
}

/** What is taken back is forgotten here, and what is asked for here stays warm for others. */
async function listen({ ports, endings }: Parts, past: Playing): Promise<void> {
  const name = `replay-${randomBytes(4).toString('hex')}`
  const stop = await ports.removals.listen(change => {
    void forget({ ...ports, ...past, name }, change)
  })
  endings.add(stop)
  const touching = setInterval(() => {
    ports.replayStore.touch(past.segments.askedFor()).catch(() => {})
  }, TOUCH_MS).unref()
  endings.add(async () => clearInterval(touching))
}

/** First everybody who keeps copies, then whoever waits for the answer. */
async function tell({ ports }: Parts, act: string, touched: readonly Touched[]): Promise<void> {
  const streams = touched.map(({ stream, slots }) => ({ stream, ...(slots ? { slots } : {}) }))
  const heard = await ports.removals.announce({ act, streams })
  const many = touched.map(({ messages }) => messages)
  await ports.removals.report(act, {
    place: ARCHIVE,
    removed: many.includes(-1) ? -1 : many.reduce((sum, one) => sum + one, 0),
    heard,
    streams: touched.map(({ room, stream }) => ({ room, stream })),
  })
}

/** A log that ends with the process has to be archived to its end first. */
async function endArchiver(archiver: Archiver, { config, ports, log }: Parts): Promise<void> {
  const isLast = config.log.url === 'memory:'
  if (isLast && !(await archiver.drain(config.shutdownMs / 2))) {
    log.error('not all of the log could be archived: what is left ends with this process')
    await ports.archive.close() // or the archiver would wait for it
  }
  await archiver.close()
}
