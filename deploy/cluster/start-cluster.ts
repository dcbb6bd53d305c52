// A cluster on this machine: everybody in crewMembers, and the door before them. Starting
// resolves when all of them are ready; who fails is told by name, with its last words, and
// then nothing is left running.
//
// Each can be killed, stopped and started again by its name, and others added: for tests, and
// for whoever keeps the cluster up (keep-up.ts).

import { performance } from 'node:perf_hooks'
import { freePorts } from '../services/ports.ts'
import { installPrograms } from '../services/programs.ts'
import { LOOPBACK } from '../services/service.ts'
import { ServiceTrouble } from '../services/trouble.ts'
import { Child, type OnLine } from './child.ts'
import { door } from './door.ts'
import type { Member } from './member.ts'
import { CREW, crewMembers, memberLike, type ServiceUrls } from './members.ts'
import { ANY_PORTS, type ClusterPorts, placed } from './places.ts'

/** The last is killed when this is over; a Kubernetes would wait 30 s. */
const STOP_MS = 10_000
/** One that is asked to end has longer: an edge moves its viewers first. */
const END_MS = 40_000
/** Reverse of how they start: the door lets nobody in, edges send viewers away, and so on. */
const ENDING = ['door', ...CREW.map(({ role }) => role).reverse()]

type Env = Readonly<Record<string, string>>

export type ClusterOptions = {
  /** What the services stand at (startServices, or a running `make services`). */
  readonly urls: ServiceUrls
  /** The keys that all share, and what the door needs; made when it is not there. */
  readonly folder: string
  readonly ports?: ClusterPorts
  /** Further settings for all of them, beside our own environment. */
  readonly env?: Env
  readonly onLine?: OnLine
  /** Gives up starting; everybody is ended again. */
  readonly signal?: AbortSignal
}

export type ClusterProcess = { readonly name: string; readonly pid: number; readonly port: number }

export type Cluster = {
  /** The door: `http://127.0.0.1:8080`. */
  readonly url: string
  readonly adminUrl: string
  /** Where a member itself answers, past the door. */
  readonly urlOf: (name: string) => string
  readonly processes: () => readonly ClusterProcess[]
  /** Resolves with how it ended, when the process that runs now has. */
  readonly ended: (name: string) => Promise<string>
  /** SIGKILL. */
  readonly kill: (name: string) => Promise<void>
  /** SIGSTOP: it keeps its port and its connections, and answers nothing. */
  readonly pause: (name: string) => void
  readonly resume: (name: string) => void
  /** Asks one to end well. */
  readonly end: (name: string) => Promise<void>
  /** Starts one that has ended, on its port; resolves when it is ready. */
  readonly start: (name: string) => Promise<void>
  /** Starts another like one of them, on a port of its own and with settings of its own. */
  readonly another: (like: string, name: string, env?: Env) => Promise<void>
  /** Ends all of them, in order; who does not end is killed. @returns who did not end well */
  readonly stop: () => Promise<readonly string[]>
  /** At once. */
  readonly killAll: () => Promise<void>
}

/** @throws ServiceTrouble: what is in the way, or who did not start and why */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { urls, folder, ports = ANY_PORTS, env = {} } = options
  const { places, door: doorPorts } = await placed(ports)
  await installPrograms(['door'])
  const members = [
    ...crewMembers({ places, urls, folder, env: { ...process.env, ...env } }),
    await door(`${folder}/door`, doorPorts, places),
  ]
  const running = new Running(members, options)
  await running.startAll()
  return {
    url: `http://${LOOPBACK}:${doorPorts.port}`,
    adminUrl: `http://${LOOPBACK}:${doorPorts.admin}`,
    urlOf: name => `http://${LOOPBACK}:${running.child(name).member.port}`,
    processes: () => running.processes(),
    ended: name => running.child(name).ended,
    kill: name => running.child(name).kill(),
    pause: name => running.child(name).signal('SIGSTOP'),
    resume: name => running.child(name).signal('SIGCONT'),
    end: async name => {
      await running.child(name).stop(END_MS)
    },
    start: name => running.start(name),
    another: (like, name, more = {}) => running.another(like, name, more),
    stop: () => running.stopAll(),
    killAll: () => running.killAll(),
  }
}

class Running {
  readonly #children = new Map<string, Child>()
  readonly #members: Member[]
  readonly #onLine: OnLine
  /** Aborted: starting is given up. */
  readonly #given: AbortSignal | undefined

  constructor(members: Member[], { onLine = () => {}, signal }: ClusterOptions) {
    this.#members = members
    this.#onLine = onLine
    this.#given = signal
  }

  child(name: string): Child {
    const child = this.#children.get(name)
    if (child) return child
    throw new ServiceTrouble(`the cluster has no ${name}`)
  }

  processes(): ClusterProcess[] {
    return this.#members.map(({ name, port }) => ({ name, pid: this.child(name).pid, port }))
  }

  async startAll(): Promise<void> {
    const [crew, doors] = [this.#members.slice(0, -1), this.#members.slice(-1)]
    const failures = (await this.#failures(crew)) ?? (await this.#failures(doors))
    if (!failures) return
    await this.stopAll()
    const ours = failures.find(failure => !(failure instanceof ServiceTrouble))
    throw ours ?? new ServiceTrouble(failures.map(({ message }) => message).join('\n'))
  }

  /** Starts these, all at once; nothing: they are ready. */
  async #failures(members: readonly Member[]): Promise<Error[] | undefined> {
    const settled = await Promise.allSettled(members.map(({ name }) => this.start(name)))
    const failures = settled.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
    return failures.length > 0 ? failures : undefined
  }

  async start(name: string): Promise<void> {
    const before = this.#children.get(name)
    if (before?.isRunning) return
    const member = this.#members.find(one => one.name === name) as Member
    const child = new Child(member, this.#onLine)
    this.#children.set(name, child)
    await child.ready(this.#given)
  }

  async another(like: string, name: string, env: Env): Promise<void> {
    const [port = 0] = await freePorts(1)
    this.#members.push(memberLike(this.child(like).member, { name, port, env }))
    await this.start(name)
  }

  async stopAll(): Promise<readonly string[]> {
    const unwell: string[] = []
    const deadline = performance.now() + STOP_MS
    for (const role of ENDING) {
      const left = Math.max(0, deadline - performance.now())
      const children = this.#running().filter(({ member }) => member.role === role)
      const ends = children.map(async child => {
        const how = await child.stop(left)
        if (how !== 'code 0') unwell.push(`${child.member.name} with ${how}`)
      })
      await Promise.all(ends)
    }
    return unwell
  }

  async killAll(): Promise<void> {
    await Promise.all(this.#running().map(child => child.kill()))
  }

  #running(): Child[] {
    return [...this.#children.values()].filter(child => child.isRunning)
  }
}
