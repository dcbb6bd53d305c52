// The crowd of many rooms as a test has it in hand (moving-child.ts is the crowd itself).

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Look, News, Order, Reckoned, RoomOf, SaidIn } from './moving-orders.ts'

const CHILD = new URL('moving-child.js', import.meta.url)

export class MovingCrowd {
  readonly #child: ChildProcess = fork(CHILD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })

  enter(server: string, rooms: readonly RoomOf[]): void {
    this.#child.send({ do: 'enter', server, rooms } satisfies Order)
  }

  /** How it went since the last look. */
  async look(): Promise<Look> {
    return ((await this.#ask({ do: 'look' })) as { look: Look }).look
  }

  async reckon(said: SaidIn): Promise<Reckoned> {
    const told = await this.#ask({ do: 'reckon', said })
    return (told as { reckoned: Reckoned }).reckoned
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }

  async #ask(order: Order): Promise<News> {
    const answer = once(this.#child, 'message')
    this.#child.send(order)
    return ((await answer) as [News])[0]
  }
}
