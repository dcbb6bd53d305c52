// Watches the server while a run lasts: what its processes cost, if they are on this machine,
// and what it says of itself.

import { pidListeningOn } from './listening-pid.ts'
import { costOf } from './proc.ts'
import { type Figures, figuresOf, scrape } from './scrape.ts'

export type ServerSample = Figures & {
  /** Cores in use since the last sample; missing when its processes are not to be seen. */
  readonly cores?: number
  readonly rssBytes?: number
}

export class ServerWatch {
  /** The server's processes on this machine. */
  readonly pids: readonly number[]
  readonly #urls: readonly string[]
  #last = { cpuMs: 0, atMs: 0 }

  /**
   * @param addresses where it answers, its edges too: `http://127.0.0.1:8080`
   * @param pids given by whoever knows better than the ports
   */
  constructor(addresses: readonly string[], pids: readonly number[] = []) {
    this.#urls = [...new Set(addresses.map(address => address.replace(/^ws/, 'http')))]
    const found = this.#urls.map(url => pidListeningOn(Number(new URL(url).port || 80)))
    this.pids = pids.length > 0 ? pids : [...new Set(found.filter(pid => pid !== undefined))]
    this.#last = { cpuMs: costOf(this.pids).cpuMs, atMs: performance.now() }
  }

  async sample(): Promise<ServerSample> {
    const figures = figuresOf(await Promise.all(this.#urls.map(scrape)))
    if (this.pids.length === 0) return figures
    const { cpuMs, rssBytes } = costOf(this.pids)
    const atMs = performance.now()
    const cores = Math.max(0, cpuMs - this.#last.cpuMs) / Math.max(1, atMs - this.#last.atMs)
    this.#last = { cpuMs, atMs }
    return { ...figures, cores, rssBytes }
  }
}
