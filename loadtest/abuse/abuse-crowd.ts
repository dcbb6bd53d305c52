// The two processes of those who mean harm: one that does, and one that is frozen with its
// connections open. A frozen peer is what a server sees of one that is gone without a word:
// no FIN, no RST, nothing read, nothing said. (Its kernel still acknowledges what is sent
// until its buffers are full; a peer behind a cut cable does not. In user space, where a
// server's memory is, the two are the same.)

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Abused, AbuseNews, AbuseTask } from './abuse-child.ts'

const CHILD = new URL('abuse-child.js', import.meta.url)
const ANSWER_MS = 30_000

export class AbuseCrowd {
  readonly #children: ChildProcess[] = []
  #harmful: ChildProcess | undefined

  /** Resolves once they are at it. */
  async begin(task: Omit<AbuseTask, 'frozen'>): Promise<void> {
    const [harmful] = await Promise.all([
      this.#start({ ...task, frozen: false }),
      this.freeze(task),
    ])
    this.#harmful = harmful
  }

  /** Those alone who will not be heard of again. Resolves once they are in, and frozen. */
  async freeze(task: Omit<AbuseTask, 'frozen'>): Promise<void> {
    const frozen = await this.#start({ ...task, frozen: true })
    frozen.kill('SIGSTOP')
  }

  /** Calls them off. @returns how they were ended */
  async end(): Promise<Abused> {
    this.#harmful?.send('stop')
    const told = this.#harmful && (await nextNews(this.#harmful))
    return told && 'abused' in told ? told.abused : {}
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL') // works on a frozen one too
  }

  async #start(task: AbuseTask): Promise<ChildProcess> {
    const child = fork(CHILD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#children.push(child)
    child.send(task)
    await nextNews(child)
    return child
  }
}

async function nextNews(child: ChildProcess): Promise<AbuseNews> {
  const [news] = await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) })
  return news as AbuseNews
}
