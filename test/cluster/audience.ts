// Who watches a room while something breaks: some over the SDK, who speak and hear as an
// application does, and the rest on bare sockets, whose numbers are checked frame by frame. One
// process could not decode for hundreds of SDKs what comes after an outage.

import type { Room } from '../../client/room.ts'
import { BareWatchers } from './bare-watchers.ts'
import { type SdkWatcher, sdkWatchers } from './sdk-watchers.ts'
import { Shown } from './shown.ts'
import type { Watcher } from './watcher.ts'

const OVER_SDK = 30

export class Audience {
  readonly watchers: readonly Watcher[]
  readonly #sdk: readonly SdkWatcher[]
  readonly #bare: BareWatchers
  readonly #shown: Shown

  /** Resolves when all of them are in. */
  static async enter(server: string, room: string, size: number): Promise<Audience> {
    const shown = new Shown()
    const overSdk = Math.min(size, OVER_SDK)
    const sdk = await sdkWatchers(server, room, overSdk, shown)
    const bare = await BareWatchers.enter(server, room, size - overSdk, shown)
    return new Audience(sdk, bare, shown)
  }

  private constructor(sdk: readonly SdkWatcher[], bare: BareWatchers, shown: Shown) {
    this.watchers = [...sdk, ...bare.watchers]
    this.#sdk = sdk
    this.#bare = bare
    this.#shown = shown
  }

  /** When the first of them was shown each message, by its id. */
  get shownAt(): ReadonlyMap<string, number> {
    return this.#shown.at
  }

  speakers(many: number): readonly Room[] {
    return this.#sdk.slice(0, many).map(({ room }) => room)
  }

  /** Of those over the SDK, who were told that the room is degraded. */
  degraded(): number {
    return this.#sdk.filter(({ degraded }) => degraded() > 0).length
  }

  /** What is wrong with the frames themselves, since it was asked last. */
  complaints(): readonly string[] {
    return this.#bare.complaints()
  }

  leave(): void {
    for (const { room } of this.#sdk) room.close()
    this.#bare.close()
  }
}
