// Ports on loopback: which are free, and who sits on those that are not.

import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { commandLineOf, everybody, linkOf } from './processes.ts'
import { LOOPBACK } from './service.ts'

const LISTENS = '0A' // in /proc/net/tcp

export async function isFree(port: number): Promise<boolean> {
  return (await listened(port)) !== undefined
}

/** So many free ports, no two the same: each is held until all are found. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  try {
    return await Promise.all(servers.map(server => listening(server, 0)))
  } finally {
    for (const server of servers) server.close()
  }
}

/** In words: `process 123 (redis-server *:6390)`. */
export function whoListens(port: number): string {
  const sockets = socketsOn(port)
  const holder = everybody().find(({ pid }) => {
    try {
      const files = readdirSync(`/proc/${pid}/fd`)
      return files.some(file => sockets.has(linkOf(`/proc/${pid}/fd/${file}`) ?? ''))
    } catch {
      return false // somebody else's
    }
  })
  return holder ? `process ${holder.pid} (${commandLineOf(holder.pid).slice(0, 60)})` : 'somebody'
}

function socketsOn(port: number): ReadonlySet<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => {
    try {
      return readFileSync(table, 'utf8').split('\n').slice(1)
    } catch {
      return []
    }
  })
  const fields = lines.map(line => line.trim().split(/\s+/))
  const listeners = fields.filter(at => at[1]?.endsWith(`:${hex}`) && at[3] === LISTENS)
  return new Set(listeners.map(at => `socket:[${at[9]}]`))
}

async function listened(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    return await listening(server, port)
  } catch {
    return undefined
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
