// The crowd of `make run`: a few dozen viewers who join as anybody would, through the SDK and
// the public routes, and talk among themselves. A crowd is bounded and polite: nobody speaks
// twice within a few seconds, nothing is sent while nobody is connected, and what a room
// refuses is let go.

import { WebSocket } from 'ws'
import { connect, type Room } from '../client/room.ts'
import { CALM, type Mood, nextUtterance, type Utterance } from './demo-mood.ts'
import { NAMES } from './speakers.ts'

export type DemoCrowdOptions = {
  readonly server: string
  readonly room: string
  /** People; at most as many as there are names. */
  readonly viewers: number
  /** What all of them say together, on average. */
  readonly perSecond: number
  /** Numbers in [0, 1); the same numbers make the same crowd. */
  readonly random: () => number
}

export type DemoCrowd = { close(): void }

// Nobody is shown a room filling in one blow; and joins are spread for the server's sake.
const ENTER_EVERY_MS = 60
// A person types a comment in some seconds; a room's pace for a viewer is 1 a second.
const SILENT_MS = 3_000

export function startDemoCrowd(options: DemoCrowdOptions): DemoCrowd {
  return new Crowd(options)
}

class Crowd implements DemoCrowd {
  readonly #options: DemoCrowdOptions
  readonly #rooms: Room[] = []
  readonly #spokeAt = new Map<Room, number>()
  readonly #size: number
  #mood: Mood = CALM
  #entering: NodeJS.Timeout
  #speaking: NodeJS.Timeout | undefined

  constructor(options: DemoCrowdOptions) {
    this.#options = options
    this.#size = Math.min(options.viewers, NAMES.length)
    this.#entering = setInterval(() => this.#enter(), ENTER_EVERY_MS)
    this.#thinkOfSomething()
  }

  close(): void {
    clearInterval(this.#entering)
    clearTimeout(this.#speaking)
    for (const room of this.#rooms) room.close()
  }

  #enter(): void {
    const { server, room, random } = this.#options
    const name = NAMES[this.#rooms.length] ?? ''
    this.#rooms.push(connect({ server, room, name, WebSocket, random }))
    if (this.#rooms.length >= this.#size) clearInterval(this.#entering)
  }

  #thinkOfSomething(): void {
    const { perSecond, random } = this.#options
    const { mood, utterance } = nextUtterance(this.#mood, perSecond, random)
    this.#mood = mood
    this.#speaking = setTimeout(() => this.#say(utterance), utterance.afterMs)
  }

  #say({ kind, body }: Utterance): void {
    const room = this.#somebody()
    if (room) {
      this.#spokeAt.set(room, performance.now())
      room.send(body, { kind }).catch(() => {}) // refused, or the room has gone: so be it
    }
    this.#thinkOfSomething()
  }

  /** Of those who are connected and have been silent for a while, anybody. */
  #somebody(): Room | undefined {
    const rested = performance.now() - SILENT_MS
    const able = this.#rooms.filter(
      room => room.state === 'open' && (this.#spokeAt.get(room) ?? rested) <= rested,
    )
    return able[Math.floor(this.#options.random() * able.length)]
  }
}
