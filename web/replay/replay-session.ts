// Plays one stream again: moves the playhead, shows what was said since it last looked, and
// waits when the next part is not there yet. A stream that is still on grows as it plays.

import type { WireMessage } from '../../engine/wire/message.ts'
import { append, linesOf } from '../chat/lines.ts'
import type { Curtain } from '../curtain/curtain.ts'
import { flyingOf } from '../curtain/flying-of.ts'
import type { PageState, Replay } from '../page-state.ts'
import type { Store } from '../store.ts'
import { readDensity, readManifest, readSegment } from './archive-reader.ts'
import { changed, clockAt, position } from './clock.ts'
import { NO_DENSITY, stepFor } from './density.ts'
import { endOf, type Manifest } from './manifest.ts'
import { BEHIND_MS, Reel } from './reel.ts'

const LOOK_MS = 80
/** How often a stream that is still on is asked how far it is. */
const REFRESH_MS = 5_000
/** After a jump, what was said this short a time before is still crossing the picture. */
const ON_SCREEN_MS = 4_000

export class ReplaySession {
  readonly #store: Store<PageState>
  readonly #curtain: Curtain
  readonly #stream: string
  readonly #reel = new Reel(() => this.#refreshSoon())
  #looking: ReturnType<typeof setInterval> | undefined
  #refreshing: ReturnType<typeof setTimeout> | undefined
  #shownMs = 0
  /** It stopped by itself, at the end: who goes back from there goes on. */
  #ranOut = false
  /** After a jump the chat list is filled with what was said before it. */
  #jumped = true

  constructor(stream: string, store: Store<PageState>, curtain: Curtain) {
    this.#stream = stream
    this.#store = store
    this.#curtain = curtain
    curtain.clear()
    store.set({ lines: [], replay: begin(stream) })
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
    void this.#refresh()
  }

  seek(atMs: number): void {
    this.#change({ atMs: Math.max(0, Math.min(atMs, this.#endMs())) })
    this.#curtain.clear()
    this.#shownMs = this.#positionMs()
    this.#jumped = true
    if (this.#ranOut && this.#positionMs() < this.#endMs()) this.setPlaying(true)
    this.#look()
  }

  skip(byMs: number): void {
    this.seek(this.#positionMs() + byMs)
  }

  setPlaying(playing: boolean): void {
    this.#ranOut = false
    if (playing && this.#positionMs() >= this.#endMs()) this.seek(0)
    this.#change({ playing })
    if (playing) this.#curtain.resume()
    else this.#curtain.pause()
  }

  setRate(rate: number): void {
    this.#change({ rate })
  }

  retry(): void {
    this.#set({ failed: false })
    void this.#refresh()
  }

  close(): void {
    clearInterval(this.#looking)
    clearTimeout(this.#refreshing)
    this.#looking = undefined
    this.#curtain.clear()
    this.#curtain.resume()
    this.#store.set({ replay: undefined, lines: [] })
  }

  #look(): void {
    const { manifest } = this.#replay()
    if (!manifest) return
    const atMs = this.#positionMs()
    this.#reel.want(atMs)
    const fromMs = this.#jumped ? atMs - BEHIND_MS : this.#shownMs
    if (this.#reel.has(fromMs, atMs + 1)) this.#advance(atMs, manifest)
    else this.#wait()
  }

  #advance(atMs: number, manifest: Manifest): void {
    if (this.#replay().waiting) this.#set({ waiting: false })
    if (this.#jumped) this.#refill(atMs)
    else if (atMs > this.#shownMs) this.#show(this.#reel.said(this.#shownMs, atMs))
    this.#shownMs = atMs
    // What is on goes on once there is more; what is over stands still.
    if (!this.#replay().clock.playing || atMs < endOf(manifest)) return
    this.#change({ atMs, playing: manifest.live })
    this.#ranOut = !manifest.live
  }

  /** Stands still where the last shown message was. */
  #wait(): void {
    this.#change({ atMs: this.#jumped ? this.#positionMs() : this.#shownMs })
    if (!this.#replay().waiting) this.#set({ waiting: true })
  }

  #refill(atMs: number): void {
    this.#jumped = false
    const before = this.#reel.said(atMs - BEHIND_MS, atMs)
    this.#store.set({ lines: append([], linesOf(before)) })
    for (const message of before)
      if (message.at > atMs - ON_SCREEN_MS) this.#fly(message, atMs - message.at)
  }

  #show(messages: readonly WireMessage[]): void {
    if (messages.length === 0) return
    for (const message of messages) this.#fly(message)
    this.#store.set({ lines: append(this.#store.get().lines, linesOf(messages)) })
  }

  #fly(message: WireMessage, agoMs = 0): void {
    const flying = flyingOf(message)
    if (flying) this.#curtain.fly({ ...flying, id: message.id, own: false }, agoMs)
  }

  async #refresh(): Promise<void> {
    try {
      const manifest = await readManifest(this.#stream)
      const stepMs = stepFor(manifest.durationMs)
      const density = await readDensity(this.#stream, stepMs).catch(() => NO_DENSITY)
      const head = manifest.head && (await readSegment(manifest.head, manifest.playback))
      if (this.#looking === undefined) return
      this.#reel.update(manifest, head)
      if (!this.#replay().manifest) this.#change({ atMs: 0 })
      this.#set({ manifest, density, failed: false })
      if (manifest.live) this.#refreshSoon()
    } catch {
      if (this.#looking === undefined) return
      this.#set({ failed: !this.#replay().manifest })
      if (this.#replay().manifest) this.#refreshSoon()
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#refreshing)
    this.#refreshing = setTimeout(() => void this.#refresh(), REFRESH_MS)
  }

  #positionMs(): number {
    return position(this.#replay().clock, performance.now(), this.#endMs())
  }

  #endMs(): number {
    const { manifest } = this.#replay()
    return manifest ? endOf(manifest) : 0
  }

  #change(change: Parameters<typeof changed>[1]): void {
    const at = { now: performance.now(), endMs: this.#endMs() }
    this.#set({ clock: changed(this.#replay().clock, change, at) })
  }

  #replay(): Replay {
    return this.#store.get().replay ?? begin(this.#stream)
  }

  #set(change: Partial<Replay>): void {
    this.#store.set({ replay: { ...this.#replay(), ...change } })
  }
}

function begin(stream: string): Replay {
  const clock = clockAt(0, performance.now())
  return { stream, manifest: undefined, density: NO_DENSITY, clock, waiting: true, failed: false }
}
