// The log of a single process: durable until the process ends, and start-up says so.
//
// A record is let go when every group has committed it and it is older than `keepMs` (so
// that a group can go back that far). At most `most` records are held: when they are, the
// oldest that every group has committed goes early, because history is worth less than what
// is being said; when none is committed, appending is refused. Nothing is let go before the
// first group has joined.

import { randomUUID } from 'node:crypto'
import type { Now } from '../../clock.ts'
import { Fault } from '../../fault.ts'
import type {
  Entry,
  LogReader,
  LogRecord,
  MessageLog,
  Subscription,
} from '../../ports/message-log.ts'
import { LogGroup } from './log-group.ts'
import { NumberedList } from './numbered-list.ts'

export type MemoryMessageLogOptions = {
  readonly partitions: number
  readonly now: Now
  /** How long what every group has committed is kept for going back. */
  readonly keepMs: number
  /** The most records held, over all partitions. */
  readonly most: number
  /** Another for every process, unless a test wants to know it. */
  readonly identity?: string
}

type Records = NumberedList<LogRecord>

export class MemoryMessageLog implements MessageLog {
  readonly identity: string
  readonly partitions: number
  readonly #options: MemoryMessageLogOptions
  readonly #logs: readonly Records[]
  readonly #groups = new Map<string, LogGroup>()
  /** The newest time of each partition: a clock that steps back must not unsort it. */
  readonly #latest: number[]
  #held = 0
  #closed = false

  constructor(options: MemoryMessageLogOptions) {
    this.#options = options
    this.identity = options.identity ?? `memory-${randomUUID()}`
    this.partitions = options.partitions
    this.#logs = Array.from({ length: options.partitions }, () => new NumberedList<LogRecord>(0))
    this.#latest = this.#logs.map(() => 0)
  }

  async append(partition: number, entry: Entry): Promise<{ readonly offset: number }> {
    const log = this.#logs[partition]
    if (this.#closed || !log) throw new Fault('log-unavailable')
    const now = Math.max(this.#options.now(), this.#latest[partition] as number)
    if (!this.#makeRoom(partition, now))
      throw new Fault('log-unavailable', `the log is full: ${this.#held} records wait`)

    this.#latest[partition] = now
    const offset = log.next
    log.push({ partition, offset, appendedAt: now, entry })
    this.#held++
    for (const group of this.#groups.values()) group.wake(partition)
    return { offset }
  }

  async subscribe(name: string, reader: LogReader): Promise<Subscription> {
    if (this.#closed) throw new Fault('log-unavailable')
    const group = this.#groups.get(name) ?? new LogGroup(this.#logs)
    this.#groups.set(name, group)
    return group.join(reader)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#groups.values()].map(group => group.close()))
  }

  /** Lets go of what is old; when that is not enough, of the oldest that is committed. */
  #makeRoom(partition: number, now: number): boolean {
    const horizon = now - this.#options.keepMs
    for (
      let oldest = this.#oldestCommitted(partition);
      oldest && oldest.appendedAt <= horizon;
      oldest = this.#oldestCommitted(partition)
    )
      this.#dropFirst(partition)
    if (this.#held < this.#options.most) return true

    const oldest = this.#logs
      .map((_, index) => this.#oldestCommitted(index))
      .reduce((a, b) => (a && (!b || a.appendedAt <= b.appendedAt) ? a : b))
    if (!oldest) return false
    this.#dropFirst(oldest.partition)
    return true
  }

  /** The oldest record of a partition, when every group has committed it. */
  #oldestCommitted(partition: number): LogRecord | undefined {
    if (this.#groups.size === 0) return undefined
    const oldest = this.#logs[partition]?.at(this.#logs[partition].first)
    if (!oldest) return undefined
    for (const group of this.#groups.values())
      if (group.committed(partition) <= oldest.offset) return undefined
    return oldest
  }

  #dropFirst(partition: number): void {
    this.#logs[partition]?.dropFirst()
    this.#held--
  }
}
