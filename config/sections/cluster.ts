// The processes that `make cluster` starts on this machine, beside the services. Where the
// door listens is what `port` and `admin.port` say.

import Type from 'typebox'
import { port } from '../setting.ts'

export const CLUSTER = {
  cluster: Type.Object({
    ports: Type.Object({
      roomService: port(8110, 'The first room service; the second has the next port.'),
      admin: port(8120, 'The operators’ port of the first room service.'),
      edge: port(8130, 'The first edge; viewers connect to it as `join` tells them.'),
      ingest: port(8140, 'The first ingest worker: its health and metrics.'),
      replay: port(8150, 'The first replay process.'),
    }),
  }),
}
