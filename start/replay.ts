// The past of this process: the archiver, what is done at a stream's end, and the playback
// routes.

import type { Server } from '../http/server.ts'
import { Archiver } from '../replay/archiver.ts'
import {
  newReplayCounts,
  registerArchiverMetrics,
  registerReplayMetrics,
} from '../replay/counts.ts'
import { EndOfStream } from '../replay/end-of-stream.ts'
import { replayRole } from '../replay/role.ts'
import { type Parts, secureRandom } from './parts.ts'

export async function startArchiver(parts: Parts): Promise<EndOfStream> {
  const { config, ports, metrics, log, now, endings } = parts
  const end = await EndOfStream.start({
    ...ports,
    now,
    onSealed: (stream, missing) =>
      missing.length === 0
        ? log.info({ stream }, 'a stream is whole in the archive')
        : log.warn({ stream, missing }, 'a stream is not whole in the archive'),
  })
  endings.add(() => end.close())
  const archiver = await Archiver.start({
    ...ports,
    settings: config.archiver,
    now,
    onClosed: mark => end.closed(mark),
    onOutage: err => log.error({ err }, 'the archive does not answer; it is tried again'),
  })
  registerArchiverMetrics(metrics, archiver)
  endings.add(() => endArchiver(archiver, parts))
  return end
}

export async function serveReplay(app: Server, parts: Parts, end: EndOfStream): Promise<void> {
  const { config, keys, ports, metrics, now } = parts
  const counts = newReplayCounts()
  registerReplayMetrics(metrics, counts)
  await replayRole(app, {
    ...ports,
    wholeness: stream => end.wholeness(stream),
    now,
    random: secureRandom,
    applicationKey: keys.application,
    counts,
    settings: config.replay,
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
