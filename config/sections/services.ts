// The services that `make services` starts on this machine. They are on loopback alone, and on
// other ports than usual, so that they meet nobody.

import Type from 'typebox'
import { port, text } from '../setting.ts'

export const SERVICES = {
  services: Type.Object({
    folder: text(
      './data/services',
      { takes: 'a folder' },
      'Where `make services` keeps the data, the logs and the process ids of what it starts.',
    ),
    ports: Type.Object({
      redisLive: port(6390, 'The Redis of everything that is live.'),
      redisReplay: port(6391, 'The Redis of the past, apart, so that replay never slows a room.'),
      kafka: port(19092, 'Kafka, for its clients.'),
      kafkaController: port(19093, 'Kafka, for itself.'),
      postgres: port(15432, 'The archive.'),
    }),
  }),
}
