// Whether a service takes work, asked in its own language without a client: Redis must say
// PONG (not LOADING), Postgres must let somebody in (not "starting up"), Kafka must know a
// broker that may lead partitions.

import { connect } from 'node:net'
import { LOOPBACK } from './service.ts'

/** All of this is on loopback: who has not answered by now is busy starting. */
const PATIENCE_MS = 1_000

export async function redisAnswers(port: number): Promise<boolean> {
  const answer = await exchange(port, Buffer.from('PING\r\n'), got => got.length >= 5)
  return answer.toString().startsWith('+PONG')
}

export async function postgresAnswers(port: number): Promise<boolean> {
  const body = Buffer.concat([
    Buffer.from([0, 3, 0, 0]), // protocol 3.0
    Buffer.from('user\0postgres\0database\0postgres\0\0'),
  ])
  const answer = await exchange(port, Buffer.concat([int32(body.length + 4), body]), hasByte)
  return answer[0] === 'R'.charCodeAt(0) // the authentication is over; E would be an error
}

export async function kafkaAnswers(port: number): Promise<boolean> {
  // Metadata (key 3), version 5, of no topic: brokers are listed once they are registered.
  const header = [Buffer.from([0, 3, 0, 5]), int32(1), Buffer.from([255, 255])]
  const body = [int32(0), Buffer.from([0])]
  const request = Buffer.concat([...header, ...body])
  const whole = (got: Buffer) => got.length >= 4 && got.length >= 4 + got.readInt32BE(0)
  const answer = await exchange(port, Buffer.concat([int32(request.length), request]), whole)
  const beforeBrokers = 4 + 4 + 4 // length, correlation id, throttle time
  return answer.length >= beforeBrokers + 4 && answer.readInt32BE(beforeBrokers) > 0
}

/** Sends and collects until it is enough; whatever goes wrong is an answer of what came so far. */
function exchange(
  port: number,
  request: Buffer,
  enough: (got: Buffer) => boolean,
): Promise<Buffer> {
  return new Promise(resolve => {
    let got: Buffer = Buffer.alloc(0)
    const socket = connect(port, LOOPBACK, () => socket.write(request))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.on('data', chunk => {
      got = Buffer.concat([got, chunk])
      if (enough(got)) socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(got))
  })
}

function hasByte(got: Buffer): boolean {
  return got.length > 0
}

function int32(number: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(number)
  return buffer
}
