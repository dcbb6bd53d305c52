// A group of readers that share the log's partitions: who owns which, and how far the group
// has come in each.
//
// When a member joins or leaves, partitions are dealt anew, one change at a time: who loses
// a partition lets go of it first, then its heir starts at the group's commit.

import type { LogReader, LogRecord, PartitionLag, Subscription } from '../../ports/message-log.ts'
import { LogDelivery } from './log-delivery.ts'
import type { NumberedList } from './numbered-list.ts'

type Records = NumberedList<LogRecord>
type Member = { readonly reader: LogReader; leaving: boolean }
type Owned = { readonly member: Member; readonly delivery: LogDelivery }

export class LogGroup {
  readonly #logs: readonly Records[]
  readonly #commits: number[]
  readonly #owned: (Owned | undefined)[]
  #members: Member[] = []
  #dealing: Promise<void> = Promise.resolve()

  /** @param logs the records of each partition */
  constructor(logs: readonly Records[]) {
    this.#logs = logs
    this.#commits = logs.map(log => log.first)
    this.#owned = logs.map(() => undefined)
  }

  /** Everything below is done by this group. */
  committed(partition: number): number {
    const owned = this.#owned[partition]
    return owned ? owned.delivery.committed : (this.#commits[partition] as number)
  }

  /** Something was appended. */
  wake(partition: number): void {
    this.#owned[partition]?.delivery.wake()
  }

  async join(reader: LogReader): Promise<Subscription> {
    const member: Member = { reader, leaving: false }
    this.#members.push(member)
    await this.#dealAnew()
    const group = this
    return {
      get partitions() {
        return group.#partitionsOf(member)
      },
      done: ({ partition, offset }) => this.#deliveryOf(member, partition)?.done(offset),
      rewind: async since => this.#rewind(member, since),
      lag: async () => this.#partitionsOf(member).map(partition => this.#lag(partition)),
      close: () => this.#leave([member]),
    }
  }

  async close(): Promise<void> {
    await this.#leave(this.#members)
  }

  async #leave(members: readonly Member[]): Promise<void> {
    for (const member of members) member.leaving = true
    await this.#dealAnew()
  }

  #dealAnew(): Promise<void> {
    this.#dealing = this.#dealing.then(() => this.#deal())
    return this.#dealing
  }

  async #deal(): Promise<void> {
    const staying = this.#members.filter(({ leaving }) => !leaving)
    const heirs = this.#logs.map((_, partition) => staying[partition % staying.length])
    const losses = this.#members.map(member => {
      const lost = this.#partitionsOf(member).filter(partition => heirs[partition] !== member)
      return this.#letGo(member, lost)
    })
    await Promise.all(losses)
    this.#members = this.#members.filter(member => staying.includes(member) || !member.leaving)
    for (const [partition, heir] of heirs.entries()) if (heir) this.#take(heir, partition)
  }

  async #letGo(member: Member, partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return
    const stopped = partitions.map(partition => this.#owned[partition]?.delivery.stop())
    // A member that leaves knows it. One that fails to let go loses its partitions all the
    // same: delivery is at least once.
    const told = member.leaving ? undefined : member.reader.revoked?.(partitions).catch(() => {})
    await Promise.all([...stopped, told])
    for (const partition of partitions) {
      this.#commits[partition] = this.committed(partition)
      this.#owned[partition] = undefined
    }
  }

  #take(member: Member, partition: number): void {
    if (this.#owned[partition] || member.leaving) return
    const records = this.#logs[partition] as Records
    const delivery = new LogDelivery(records, member.reader, this.committed(partition))
    this.#owned[partition] = { member, delivery }
    delivery.wake()
  }

  #rewind(member: Member, since: number): void {
    for (const partition of this.#partitionsOf(member)) {
      const to = this.#logs[partition]?.search(({ appendedAt }) => appendedAt >= since) ?? 0
      this.#deliveryOf(member, partition)?.rewind(to)
    }
  }

  #lag(partition: number): PartitionLag {
    const { next } = this.#logs[partition] as Records
    return { partition, waiting: next - this.committed(partition) }
  }

  #partitionsOf(member: Member): number[] {
    return [...this.#owned.keys()].filter(partition => this.#owned[partition]?.member === member)
  }

  #deliveryOf(member: Member, partition: number): LogDelivery | undefined {
    const owned = this.#owned[partition]
    return owned?.member === member ? owned.delivery : undefined
  }
}
