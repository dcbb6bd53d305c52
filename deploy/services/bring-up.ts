// All services at once: up, down, and how they are. Up may be said again at any time: who
// runs is left alone, who does not is started over the data that is there, and whatever
// stands in the way is told at once, before anything was started.

import { join, resolve } from 'node:path'
import { kafka } from './kafka.ts'
import { lockedFolder } from './locked-folder.ts'
import { freePorts, isFree, whoListens } from './ports.ts'
import { postgres } from './postgres.ts'
import { installPrograms } from './programs.ts'
import { redis } from './redis.ts'
import { answering, endService, noted, startService } from './running.ts'
import {
  SERVICE_NAMES,
  type Service,
  type ServiceName,
  type ServicePorts,
  variableOf,
} from './service.ts'
import { ServiceTrouble } from './trouble.ts'

export type Wanted = {
  readonly folder: string
  /** 0: any that is free. */
  readonly ports: ServicePorts
  readonly which: readonly ServiceName[]
  /** Where Kafka's jars are kept; they may be shared by many folders. */
  readonly jars: string
  /** What is started ends when this process does, however it does. */
  readonly tied: boolean
}

/**
 * @returns the services that were wanted, all of them answering
 * @throws ServiceTrouble with everything that is in the way; what this call started has ended
 */
export function bringUp(wanted: Wanted): Promise<readonly Service[]> {
  return lockedFolder(wanted.folder, async () => {
    const services = await planned(wanted)
    const fresh = services.filter(({ folder }) => !noted(folder))
    await refuseTaken(services)
    await installPrograms(fresh.map(({ name }) => name))
    await allOrNothing(services, fresh, wanted.tied)
    return services
  })
}

/** Ends what was brought up in this folder, and nothing else. */
export async function bringDown(folder: string): Promise<readonly ServiceName[]> {
  const running = SERVICE_NAMES.filter(name => noted(folderOf(folder, name)))
  await Promise.all(running.map(name => endService(folderOf(folder, name))))
  return running
}

export function folderOf(folder: string, name: ServiceName): string {
  return join(resolve(folder), name)
}

async function planned(wanted: Wanted): Promise<readonly Service[]> {
  const { which, folder, jars } = wanted
  const ports = await chosen(wanted)
  const all: Record<ServiceName, Service> = {
    redisLive: redis('redisLive', folderOf(folder, 'redisLive'), ports.redisLive),
    redisReplay: redis('redisReplay', folderOf(folder, 'redisReplay'), ports.redisReplay),
    kafka: kafka({ folder: folderOf(folder, 'kafka'), jars: resolve(jars) }, ports),
    postgres: postgres(folderOf(folder, 'postgres'), ports.postgres),
  }
  return which.map(name => all[name])
}

/** Who runs stays where it is when any port will do. */
async function chosen({ folder, ports }: Wanted): Promise<ServicePorts> {
  const inUse = SERVICE_NAMES.map(name => noted(folderOf(folder, name))?.ports)
  const running: Partial<ServicePorts> = Object.assign({}, ...inUse)
  const names = Object.keys(ports) as (keyof ServicePorts)[]
  const free = await freePorts(names.length)
  return Object.fromEntries(
    names.map((name, index) => [name, ports[name] || running[name] || free[index]]),
  ) as ServicePorts
}

/** @throws ServiceTrouble with every port that is taken, and who runs on another than wanted */
async function refuseTaken(services: readonly Service[]): Promise<void> {
  const told = await Promise.all(services.map(service => inTheWayOf(service)))
  if (told.flat().length > 0) throw new ServiceTrouble(told.flat().join('\n'))
}

async function inTheWayOf({ name, folder, ports }: Service): Promise<readonly string[]> {
  const running = noted(folder)?.ports as Partial<ServicePorts> | undefined
  const asked = Object.entries(ports) as [keyof ServicePorts, number][]
  if (running)
    return asked
      .filter(([of, port]) => running[of] !== port)
      .map(([of, port]) => {
        return `${name} runs on port ${running[of]} and not on ${port}: end it first (make services-down)`
      })
  const free = await Promise.all(asked.map(([, port]) => isFree(port)))
  return asked
    .filter((_, index) => !free[index])
    .map(([of, port]) => {
      return `port ${port} is taken by ${whoListens(port)}: end that, or set services.ports.${of} (${variableOf(of)}) to another`
    })
}

async function allOrNothing(
  services: readonly Service[],
  fresh: readonly Service[],
  tied: boolean,
) {
  const settled = await Promise.allSettled(services.map(one => startOrWait(one, tied)))
  const failures = settled.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  if (failures.length === 0) return
  await Promise.all(fresh.map(({ folder }) => endService(folder)))
  const ours = failures.find(failure => !(failure instanceof ServiceTrouble))
  throw ours ?? new ServiceTrouble(failures.map(({ message }) => message).join('\n'))
}

async function startOrWait(service: Service, tied: boolean): Promise<void> {
  const note = noted(service.folder)
  if (note) await answering(service, note)
  else await startService(service, tied)
}
