// Which log this is: the cluster's id and the topic's own. A topic that was deleted and made
// again has the same name and other contents under the same offsets; its id tells the two
// apart, and kafkajs does not know of it. So this asks the broker itself, in Kafka's protocol:
// one Metadata request of version 10, the first with topic ids (Kafka 2.8 and later).

import { once } from 'node:events'
import { connect } from 'node:net'

const METADATA = 3
const VERSION = 10
const CORRELATION = 1
const UUID_BYTES = 16
const ANSWER_MS = 5_000
/** An answer about one topic is a few hundred bytes; with a thousand partitions, some 50 kB. */
const MOST_BYTES = 4_000_000

/** Asks each broker in turn until one answers. */
export async function topicIdentity(brokers: readonly string[], topic: string): Promise<string> {
  let failure: unknown
  for (const broker of brokers) {
    try {
      return await identityAt(broker, topic)
    } catch (cause) {
      failure = cause
    }
  }
  throw failure
}

async function identityAt(broker: string, topic: string): Promise<string> {
  const [host, port] = broker.split(/:(?=\d+$)/) as [string, string]
  const socket = connect(Number(port), host).setTimeout(ANSWER_MS)
  socket.on('timeout', () => socket.destroy(new Error(`${broker} does not answer`)))
  try {
    await once(socket, 'connect')
    socket.write(request(topic))
    return identityIn(new Answer(await read(socket)), topic)
  } finally {
    socket.destroy()
  }
}

async function read(socket: AsyncIterable<Buffer>): Promise<Buffer> {
  let got = Buffer.alloc(0)
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk])
    const length = got.length < 4 ? 0 : got.readInt32BE(0)
    if (length > MOST_BYTES) throw new Error('what answers is not Kafka')
    if (length > 0 && got.length >= length + 4) return got.subarray(4, length + 4)
  }
  throw new Error('the connection was closed: Kafka 2.8 or later is needed')
}

function request(topic: string): Buffer {
  const name = Buffer.from(topic)
  const head = Buffer.alloc(8)
  head.writeInt16BE(METADATA, 0)
  head.writeInt16BE(VERSION, 2)
  head.writeInt32BE(CORRELATION, 4)
  const body = Buffer.concat([
    head,
    Buffer.from([0xff, 0xff, 0]), // no client id, no tags
    Buffer.from([2]), // one topic
    Buffer.alloc(UUID_BYTES), // by its name
    unsigned(name.length + 1),
    name,
    Buffer.from([0, 0, 0, 0, 0]), // no tags; make none; no rights of cluster or topic; no tags
  ])
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

function identityIn(answer: Answer, topic: string): string {
  answer.skip(4) // correlation
  answer.tags()
  answer.skip(4) // throttled for
  for (let brokers = answer.length(); brokers > 0; brokers--) {
    answer.skip(4)
    answer.text()
    answer.skip(4)
    answer.text()
    answer.tags()
  }
  const cluster = answer.text()
  answer.skip(4) // controller
  answer.length()
  const error = answer.int16()
  if (error !== 0) throw new Error(`Kafka answers with error ${error} about topic ${topic}`)
  answer.text()
  return `kafka-${cluster}-${answer.take(UUID_BYTES).toString('base64url')}`
}

/** Reads an answer from its start to its end. */
class Answer {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(bytes: number): Buffer {
    this.#at += bytes
    if (this.#at > this.#bytes.length) throw new Error('an answer of Kafka is cut off')
    return this.#bytes.subarray(this.#at - bytes, this.#at)
  }

  skip(bytes: number): void {
    this.take(bytes)
  }

  int16(): number {
    return this.take(2).readInt16BE()
  }

  /** Of a list. */
  length(): number {
    return Math.max(0, this.#unsigned() - 1)
  }

  text(): string {
    return this.take(this.length()).toString()
  }

  tags(): void {
    for (let tags = this.#unsigned(); tags > 0; tags--) {
      this.#unsigned()
      this.skip(this.#unsigned())
    }
  }

  #unsigned(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const [byte] = this.take(1) as unknown as [number]
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
}

function unsigned(value: number): Buffer {
  return Buffer.from(value < 0x80 ? [value] : [(value & 0x7f) | 0x80, value >> 7])
}
