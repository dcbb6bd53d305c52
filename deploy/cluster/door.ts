// The door of the cluster: nginx from Debian's package, as one process of ours with a
// configuration made from deploy/nginx/door.conf. Debian's own nginx is never started.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { LOOPBACK } from '../services/service.ts'
import type { Member } from './member.ts'
import { CREW, nameOf, type Places, type Role } from './members.ts'

const TEMPLATE = new URL('../nginx/door.conf', import.meta.url)
const IS_ROOT = process.getuid?.() === 0

export type DoorPorts = { readonly port: number; readonly admin: number }

/** Writes its configuration into the folder. */
export async function door(folder: string, ports: DoorPorts, places: Places): Promise<Member> {
  await mkdir(folder, { recursive: true })
  const file = `${folder}/door.conf`
  await writeFile(file, filled(await readFile(TEMPLATE, 'utf8'), { folder, ports, places }))
  return {
    name: 'door',
    role: 'door',
    port: ports.port,
    file: 'nginx',
    // As root its workers would be somebody who may not enter the folder.
    args: ['-p', folder, '-c', file, '-e', 'stderr', ...(IS_ROOT ? ['-g', 'user root;'] : [])],
    env: { PATH: `${process.env.PATH}${delimiter}/usr/sbin` },
    ready: `http://${LOOPBACK}:${ports.port}/health/ready`,
  }
}

type Place = { readonly folder: string; readonly ports: DoorPorts; readonly places: Places }

function filled(template: string, { folder, ports, places }: Place): string {
  const values: Readonly<Record<string, string>> = {
    FOLDER: folder,
    LISTEN: `${LOOPBACK}:${ports.port}`,
    LISTEN_ADMIN: `${LOOPBACK}:${ports.admin}`,
    ROOM_SERVICES: servers(names('room-service'), places),
    ADMINS: servers(
      names('room-service').map((_, nth) => `admin-${nth + 1}`),
      places,
    ),
    REPLAYS: servers(names('replay'), places),
  }
  return template.replace(/@([A-Z_]+)@/g, (_, name: string) => values[name] as string)
}

function names(role: Role): string[] {
  const { count } = CREW.find(one => one.role === role) as { count: number }
  return Array.from({ length: count }, (_, nth) => nameOf(role, nth))
}

/** One that fails is left alone for two seconds: so soon it may be back. */
function servers(named: readonly string[], places: Places): string {
  return named
    .map(name => `    server ${LOOPBACK}:${places.get(name)} max_fails=1 fail_timeout=2s;`)
    .join('\n')
}
