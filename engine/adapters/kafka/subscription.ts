// One member of a group: which partitions it owns, and how far it has come in each.
//
// kafkajs fetches; what it brings goes into a feed per partition, so that a reader that takes
// its time with one partition holds up no other, and heartbeats go on meanwhile. Offsets are
// committed for what is done, shortly after, when partitions are given up and at the end.
//
// At a rebalance every member lets go of all it has (`revoked`), commits, and then joins
// again: so an heir starts where its predecessor stopped. What was handed out and is not done
// by then is handed out again, to whoever owns it next. What a member holds belongs to one
// joining, its share: nothing that began with one share ends in the next.

import { setTimeout as pause } from 'node:timers/promises'
import type { Admin, Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs'
import { Fault } from '../../fault.ts'
import type { LogReader, PartitionLag, Subscription } from '../../ports/message-log.ts'
import { roundRobinAfter } from './before-join.ts'
import { type Fetched, PartitionFeed } from './partition-feed.ts'

/** A member that was killed is missed after this long, and its partitions stand still for it. */
const SESSION_MS = 3_000
/** Also how soon a member learns that another wants to join. */
const HEARTBEAT_MS = 500
/** An idle fetch waits this long at the broker, and leaving waits for it. */
const FETCH_WAIT_MS = 500
/** Some 800 records: a partition with much to read leaves room for others. */
const FETCH_BYTES = 262_144
/** What is done is committed this much later: what would be read again after a kill. */
const COMMIT_MS = 200
/** Letting go waits so long for a commit; what is not committed is read again. */
const LAST_COMMIT_MS = 2_000
/** Before a member that Kafka has turned away tries again. */
const REVIVE_MS = 1_000

export type MemberOptions = {
  readonly kafka: Kafka
  readonly admin: Admin
  readonly topic: string
  readonly groupId: string
  readonly reader: LogReader
  readonly poison: (partition: number, record: Fetched, why: string) => void
  readonly onTrouble: (text: string, cause: unknown) => void
}

/** What one joining has brought. */
type Share = {
  readonly partitions: readonly number[]
  readonly feeds: Map<number, PartitionFeed>
  /** Its feeds are being made, or have been. */
  opening: Promise<void> | undefined
  /** It is being given up: it gets no more feeds, and they take no more. */
  ends: boolean
}

export class GroupMember implements Subscription {
  readonly #options: MemberOptions
  /** Those to close with the log. */
  readonly #members: Set<GroupMember>
  readonly #consumer: Consumer
  /** Nothing while it joins. */
  #share: Share | undefined
  /** Delivery begins when the subscription was given. */
  readonly #given: Promise<void>
  #give: () => void = () => {}
  #joined: () => void = () => {}
  readonly #committed = new Map<number, number>()
  #committing: Promise<void> = Promise.resolve()
  #commits: NodeJS.Timeout | undefined
  #heartbeat: (() => Promise<void>) | undefined
  #left: Promise<void> | undefined

  /** Resolves when it has joined, or was closed before it could. */
  static async join(options: MemberOptions, members: Set<GroupMember>): Promise<GroupMember> {
    const member = new GroupMember(options, members)
    members.add(member)
    await member.#start()
    setImmediate(() => member.#give())
    return member
  }

  private constructor(options: MemberOptions, members: Set<GroupMember>) {
    this.#options = options
    this.#members = members
    this.#given = new Promise(resolve => {
      this.#give = resolve
    })
    this.#consumer = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: FETCH_BYTES,
      allowAutoTopicCreation: false,
      partitionAssigners: [roundRobinAfter(() => this.#letGo())],
    })
  }

  get partitions(): readonly number[] {
    return this.#share?.partitions ?? []
  }

  done({ partition, offset }: { readonly partition: number; readonly offset: number }): void {
    this.#share?.feeds.get(partition)?.done(offset)
  }

  async rewind(since: number): Promise<void> {
    const { admin, topic } = this.#options
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, since)
    const share = await this.#opened()
    for (const { partition, offset } of offsets)
      if (share?.feeds.get(partition)?.rewind(Number(offset)))
        this.#consumer.seek({ topic, partition, offset })
    await this.#commit()
    // What was given up meanwhile may have been committed as it was before.
    if (!share || share !== this.#share)
      throw new Fault('log-unavailable', 'the partitions are being dealt anew')
  }

  async lag(): Promise<readonly PartitionLag[]> {
    const { admin, topic } = this.#options
    const share = await this.#opened()
    const ends = await admin.fetchTopicOffsets(topic)
    return ends.flatMap(({ partition, low, high }) => {
      const feed = share?.feeds.get(partition)
      if (!feed) return []
      return [{ partition, waiting: Number(high) - Math.max(feed.committed, Number(low)) }]
    })
  }

  close(): Promise<void> {
    this.#left ??= this.#leave()
    return this.#left
  }

  async #leave(): Promise<void> {
    this.#joined()
    this.#pause(true)
    await Promise.all(this.#stopped())
    clearTimeout(this.#commits)
    await this.#lastCommit()
    this.#share = undefined
    await this.#consumer.disconnect().catch(() => {})
    this.#members.delete(this)
  }

  async #start(): Promise<void> {
    const { CRASH, GROUP_JOIN } = this.#consumer.events
    const joined = new Promise<void>(resolve => {
      this.#joined = resolve
    })
    this.#consumer.on(GROUP_JOIN, event => this.#own(event))
    this.#consumer.on(CRASH, ({ payload: { error, restart } }) => {
      if (this.#left) return
      this.#options.onTrouble(`a member of ${this.#options.groupId} fell out, and returns`, error)
      if (!restart) setTimeout(() => this.#run(), REVIVE_MS) // kafkajs would leave it at that
    })
    await this.#consumer.subscribe({ topic: this.#options.topic, fromBeginning: true })
    this.#run()
    await joined
  }

  #run(): void {
    if (this.#left) return
    this.#consumer
      .run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: each => this.#take(each) })
      .catch(cause => this.#options.onTrouble('a consumer cannot run', cause))
  }

  #own({ payload }: ConsumerGroupJoinEvent): void {
    if (this.#left) return
    const partitions = payload.memberAssignment[this.#options.topic] ?? []
    this.#share = { partitions, feeds: new Map(), opening: undefined, ends: false }
    this.#pause(false)
    this.#joined()
  }

  async #take({ batch, resolveOffset, heartbeat, isStale }: EachBatchPayload): Promise<void> {
    this.#heartbeat = heartbeat
    const share = await this.#opened()
    const [first] = batch.messages
    if (!share || isStale() || !first) return
    const { feeds } = share
    const feed = feeds.get(batch.partition) ?? this.#feed(batch.partition, Number(first.offset))
    feeds.set(batch.partition, feed) // it was new when the others were opened
    feed.take(batch.messages)
    resolveOffset(batch.lastOffset())
  }

  /** The share it has, with its feeds; nothing while it joins. */
  async #opened(): Promise<Share | undefined> {
    const share = this.#share
    if (!share) return undefined
    share.opening ??= this.#open(share)
    await share.opening
    return share.ends ? undefined : share
  }

  async #open(share: Share): Promise<void> {
    const { admin, groupId, topic } = this.#options
    try {
      await this.#given
      const [group] = await admin.fetchOffsets({ groupId, topics: [topic] })
      if (share.ends) return
      for (const { partition, offset } of group?.partitions ?? [])
        if (share.partitions.includes(partition))
          share.feeds.set(partition, this.#feed(partition, Math.max(0, Number(offset))))
    } catch (cause) {
      share.opening = undefined // the next to ask tries again
      throw cause
    }
  }

  /** Ends the share; resolve when the reader has nothing of it in hand. */
  #stopped(): Promise<void>[] {
    if (!this.#share) return []
    this.#share.ends = true
    return Array.from(this.#share.feeds.values(), feed => feed.stop())
  }

  #feed(partition: number, from: number): PartitionFeed {
    const { reader, poison } = this.#options
    this.#committed.set(partition, from)
    return new PartitionFeed({
      partition,
      from,
      reader,
      poison: (record, why) => poison(partition, record, why),
      fetchMore: more => this.#pause(!more, [partition]),
      progressed: () => this.#commitSoon(),
    })
  }

  /** Before it joins again, what it had is no longer its own. */
  async #letGo(): Promise<void> {
    if (this.#left) throw new Error('the member has left') // or kafkajs would join without it
    const stopped = this.#stopped()
    const beat = setInterval(() => this.#heartbeat?.().catch(() => {}), HEARTBEAT_MS)
    try {
      const { partitions } = this
      const told = partitions.length > 0 && this.#options.reader.revoked?.(partitions)
      // One that fails to let go loses its partitions all the same: delivery is at least once.
      await Promise.all([...stopped, Promise.resolve(told).catch(() => {})])
      await this.#lastCommit()
    } finally {
      clearInterval(beat)
      this.#share = undefined
    }
  }

  #commitSoon(): void {
    this.#commits ??= setTimeout(() => {
      this.#commits = undefined
      this.#commit().catch(() => this.#commitSoon())
    }, COMMIT_MS)
  }

  async #lastCommit(): Promise<void> {
    const late = pause(LAST_COMMIT_MS, undefined, { ref: false })
    await Promise.race([this.#commit().catch(() => {}), late])
  }

  /** One after the other, so that an older one never comes last. */
  #commit(): Promise<void> {
    this.#committing = this.#committing.catch(() => {}).then(() => this.#commitNow())
    return this.#committing
  }

  async #commitNow(): Promise<void> {
    const { topic } = this.#options
    const news = Array.from(this.#share?.feeds ?? [], ([partition, { committed }]) => ({
      partition,
      committed,
    })).filter(({ partition, committed }) => this.#committed.get(partition) !== committed)
    if (news.length === 0) return
    await this.#consumer.commitOffsets(
      news.map(({ partition, committed }) => ({ topic, partition, offset: `${committed}` })),
    )
    for (const { partition, committed } of news) this.#committed.set(partition, committed)
  }

  #pause(pause: boolean, partitions: readonly number[] = this.partitions): void {
    const which = [{ topic: this.#options.topic, partitions: [...partitions] }]
    try {
      if (pause) this.#consumer.pause(which)
      else this.#consumer.resume(which)
    } catch {
      // It is not running: when it does again, it has joined again, and nothing is paused.
    }
  }
}
