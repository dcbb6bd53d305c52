// Whose port it is: the process of this machine that listens on it, as far as we may look.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const LISTENING = '0A'

/** Nothing when nobody listens there, or somebody whose files are not ours to see. */
export function pidListeningOn(port: number): number | undefined {
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => socketsOn(port, table)),
  )
  if (sockets.size === 0) return undefined
  return processes().find(pid => filesOf(pid).some(file => sockets.has(file)))
}

/** `sl local_address rem_address st … inode`: proc(5). */
function socketsOn(port: number, table: string): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return lines(table).flatMap(line => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    return state === LISTENING && local.endsWith(`:${hex}`) ? [`socket:[${inode}]`] : []
  })
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function filesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(fd => linkOf(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

/** A file may be closed while we look: of our own, the folder that was read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
