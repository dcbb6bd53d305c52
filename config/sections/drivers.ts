// What stands behind each port. The scheme of the URL is the choice of the driver; there is
// no other switch. `memory:` is this process, and ends with it.

import Type from 'typebox'
import { choice } from '../setting.ts'

function memory(why: string) {
  return { url: choice(['memory:'], { default: 'memory:' }, why) }
}

export const LOG_DRIVER = memory(
  'The log that everything said goes through. In memory, "acknowledged" holds until the process ends.',
)
export const BUCKETS_DRIVER = memory('The recent messages of every stream, as edges read them.')
export const REPLAY_DRIVER = memory('Segments of past streams that many ask for, kept warm.')

export const DRIVERS = {
  members: Type.Object(memory('Who is in which room.')),
  notices: Type.Object(memory('The nudge that makes edges read small rooms at once.')),
  orders: Type.Object(memory('What the room service tells edges to do.')),
  settings: Type.Object(memory('What was changed for each room, and its stream.')),
  edges: Type.Object(memory('The edges that are up.')),
  jobs: Type.Object(memory('Work that is done later.')),
  archive: Type.Object({
    url: choice(
      ['pglite:', 'memory:'],
      { default: 'pglite:' },
      'Everything that was said, for good. pglite: is a Postgres inside this process, under data.folder.',
    ),
  }),
}
