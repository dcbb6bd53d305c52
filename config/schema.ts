// Every setting, once. The sections are the stations of a message's journey.

import Type from 'typebox'
import { CLUSTER } from './sections/cluster.ts'
import { DRIVERS } from './sections/drivers.ts'
import { EDGE } from './sections/edge.ts'
import { FLOW } from './sections/flow.ts'
import { LADDER } from './sections/ladder.ts'
import { MODERATION } from './sections/moderation.ts'
import { REPLAY } from './sections/replay.ts'
import { ROOMS } from './sections/rooms.ts'
import { SERVER } from './sections/server.ts'
import { SERVICES } from './sections/services.ts'
import type { Facts } from './setting.ts'

const SCHEMA = Type.Object({
  ...SERVER,
  ...ROOMS,
  ...FLOW,
  ...EDGE,
  ...LADDER,
  ...REPLAY,
  ...MODERATION,
  ...DRIVERS,
  ...SERVICES,
  ...CLUSTER,
})

/** The settings in force: `config.edge.heartbeatMs`. */
export type Config = Type.Static<typeof SCHEMA>

export type Setting = {
  /** Dotted: `edge.heartbeatMs`. */
  readonly name: string
  /** `BARRAGE_EDGE_HEARTBEAT_MS`. */
  readonly variable: string
  readonly schema: Type.TSchema & Facts
}

export const PREFIX = 'BARRAGE_'

/** In the order of the sections, by their dotted names. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map(
  leaves(SCHEMA, '').map(setting => [setting.name, setting]),
)

function leaves(schema: Type.TObject, path: string): Setting[] {
  return Object.entries(schema.properties).flatMap(([key, part]) => {
    const name = path + key
    if (Type.IsObject(part)) return leaves(part, `${name}.`)
    return [{ name, variable: variableOf(name), schema: part as Setting['schema'] }]
  })
}

function variableOf(name: string): string {
  const snake = name.replaceAll('.', '_').replace(/[A-Z]/g, letter => `_${letter}`)
  return PREFIX + snake.toUpperCase()
}
