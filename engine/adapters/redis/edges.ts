// The edges that are known, in Redis. What the keys hold is told in edges.lua.

import type { Now } from '../../clock.ts'
import type {
  EdgeReport,
  EdgeState,
  Edges,
  EdgesNow,
  KnownEdge,
  Standing,
} from '../../ports/edges.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript, type Script } from './scripts.ts'

export type RedisEdgesOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** An edge that has been silent for so long is gone. */
  readonly leaseMs: number
}

const REGISTER = loadScript('edges.lua', 'edges-register.lua')
const CONFIRM = loadScript('edges.lua', 'edges-confirm.lua')
const LEAVE = loadScript('edges.lua', 'edges-leave.lua')
const NOW = loadScript('edges.lua', 'edges-now.lua')

export class RedisEdges implements Edges {
  readonly #connection: RedisConnection
  readonly #keys: readonly string[]
  readonly #now: Now
  readonly #leaseMs: number

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, now, leaseMs }: RedisEdgesOptions) {
    this.#connection = new RedisConnection({ url, name: 'edges', timeoutMs })
    this.#keys = ['register', 'epoch'].map(name => `${prefix}:{edges}:${name}`)
    this.#now = now
    this.#leaseMs = leaseMs
  }

  async register(report: EdgeReport): Promise<Standing> {
    const { id, instance, isDraining } = report
    const until = this.#now() + this.#leaseMs
    const draining = isDraining ? 1 : 0
    const args = [id, instance, until, draining, JSON.stringify(report)]
    return (await this.#run(REGISTER, ...args)) as Standing
  }

  async confirm({ id, instance }: Pick<EdgeReport, 'id' | 'instance'>): Promise<void> {
    await this.#run(CONFIRM, id, instance)
  }

  async leave({ id, instance }: Pick<EdgeReport, 'id' | 'instance'>): Promise<void> {
    await this.#run(LEAVE, id, instance)
  }

  async now(): Promise<EdgesNow> {
    const [epoch, ...told] = (await this.#run(NOW)) as [string, ...string[]]
    const edges: KnownEdge[] = []
    for (let at = 0; at < told.length; at += 2) {
      const report = JSON.parse(told[at + 1] as string) as EdgeReport
      edges.push({ ...report, state: told[at] as EdgeState })
    }
    return { epoch: Number(epoch), edges: edges.sort((a, b) => (a.id < b.id ? -1 : 1)) }
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  #run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    return runScript(this.#connection, script, this.#keys, [this.#now(), ...args])
  }
}
