// Where everybody of a cluster listens: as the settings say, or wherever is free. What is in
// the way is told all at once, before anything starts.

import type { Config } from '../../config/schema.ts'
import { SETTINGS } from '../../config/schema.ts'
import { freePorts, isFree, whoListens } from '../services/ports.ts'
import { ServiceTrouble } from '../services/trouble.ts'
import type { DoorPorts } from './door.ts'
import { type Places, placesNeeded } from './members.ts'

/** As in the settings; 0: any that is free. */
export type ClusterPorts = Config['cluster']['ports'] & { readonly door: DoorPorts }

export const ANY_PORTS: ClusterPorts = {
  ...{ roomService: 0, admin: 0, edge: 0, ingest: 0, replay: 0 },
  door: { port: 0, admin: 0 },
}

export type Placed = { readonly places: Places; readonly door: DoorPorts }

type Need = { readonly name: string; readonly setting: string; readonly port: number }

/** @throws ServiceTrouble with every port that is taken or given twice */
export async function placed(ports: ClusterPorts): Promise<Placed> {
  const needs = needed(ports)
  const free = await freePorts(needs.length)
  const given = needs.map((need, index) => ({ ...need, port: need.port || (free[index] ?? 0) }))
  const told = [...given.flatMap(twice), ...(await Promise.all(given.map(taken))).flat()]
  if (told.length > 0) throw new ServiceTrouble(told.join('\n'))
  const places = new Map(given.map(({ name, port }) => [name, port]))
  const at = (name: string) => places.get(name) as number
  return { places, door: { port: at('door'), admin: at('door-admin') } }
}

function needed({ door, ...ports }: ClusterPorts): Need[] {
  const crew = placesNeeded().map(({ name, setting, nth }) => {
    const first = ports[setting as keyof typeof ports]
    return { name, setting: `cluster.ports.${setting}`, port: first && first + nth }
  })
  return [
    { name: 'door', setting: 'port', port: door.port },
    { name: 'door-admin', setting: 'admin.port', port: door.admin },
    ...crew,
  ]
}

function twice({ name, setting, port }: Need, index: number, all: readonly Need[]): string[] {
  const other = all.slice(0, index).find(before => before.port === port)
  return other ? [`${name} and ${other.name} both want port ${port}: set ${told(setting)}`] : []
}

async function taken({ name, setting, port }: Need): Promise<string[]> {
  if (await isFree(port)) return []
  return [
    `port ${port}, for ${name}, is taken by ${whoListens(port)}: end that, or set ${told(setting)} to another`,
  ]
}

function told(setting: string): string {
  return `${setting} (${SETTINGS.get(setting)?.variable})`
}
