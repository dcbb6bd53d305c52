import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { messageLogContract } from '../../../contracts/message-log.ts'
import { makeLastingTopic, startKafka } from '../../../fixtures/kafka.ts'

const { admin, open } = await startKafka()

messageLogContract('kafka', async options => {
  const prefix = `test-${randomUUID()}`
  await makeLastingTopic(admin, prefix, options.partitions)
  const { log } = await open({ after }, { ...options, prefix })
  return log
})
