// The CPU that a process's children and theirs have used, as the kernel counts it (proc(5)):
// unlike seconds it is the same on a busy machine. What has ended counts as it was seen last.

import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of /proc, on every Linux that Node runs on. */
const TICK_MS = 10

type Seen = { readonly parent: number; readonly ticks: number }

export class TreeCpu {
  readonly #root: number
  readonly #ticks = new Map<number, number>()

  constructor(root = process.pid) {
    this.#root = root
  }

  look(): void {
    const all = new Map(readdirSync('/proc').filter(isPid).flatMap(seen))
    for (const [pid, { ticks }] of all)
      if (pid !== this.#root && this.#isBelow(pid, all)) this.#ticks.set(pid, ticks)
  }

  get ms(): number {
    return [...this.#ticks.values()].reduce((sum, ticks) => sum + ticks, 0) * TICK_MS
  }

  #isBelow(pid: number, all: ReadonlyMap<number, Seen>): boolean {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === this.#root) return true
    return false
  }
}

function isPid(name: string): boolean {
  return /^\d+$/.test(name)
}

function seen(pid: string): readonly (readonly [number, Seen])[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return [[Number(pid), { parent: Number(fields[1]), ticks }]]
  } catch {
    return [] // it has just ended
  }
}
