import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { KafkaMessageLog } from '../../../../engine/adapters/kafka/message-log.ts'
import { messageLogContract } from '../../../contracts/message-log.ts'
import { KafkaBroker } from '../../../fixtures/kafka-broker.ts'

let broker: KafkaBroker

before(async () => {
  broker = await KafkaBroker.start()
})
after(() => broker.stop())

messageLogContract('kafka', options =>
  KafkaMessageLog.open({
    ...options,
    brokers: [broker.address],
    prefix: `test-${randomUUID()}`,
    mostWaiting: 10_000,
    onTrouble: () => {},
  }),
)
