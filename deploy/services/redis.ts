// A Redis of Debian's, with an append-only file that is written to disk every second: what a
// kill -9 of Redis alone loses is nothing, what a power cut loses is a second.

import { mkdir } from 'node:fs/promises'
import { redisAnswers } from './answers.ts'
import { LOOPBACK, type Service } from './service.ts'

export function redis(name: 'redisLive' | 'redisReplay', folder: string, port: number): Service {
  return {
    name,
    folder,
    ports: { [name]: port },
    url: `redis://${LOOPBACK}:${port}`,
    prepare: async () => {
      await mkdir(`${folder}/data`, { recursive: true })
      return { file: 'redis-server', args: settings(port, `${folder}/data`) }
    },
    answers: () => redisAnswers(port),
    endsOn: 'SIGTERM',
  }
}

function settings(port: number, folder: string): string[] {
  return [
    ...['--bind', LOOPBACK],
    ...['--port', String(port)],
    ...['--dir', folder],
    ...['--appendonly', 'yes'],
    ...['--appendfsync', 'everysec'],
    ...['--save', ''],
    ...['--maxmemory-policy', 'noeviction'], // jobs and buckets must not vanish one by one
  ]
}
