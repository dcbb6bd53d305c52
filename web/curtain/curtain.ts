// The flying comments themselves: bounded, reused elements that the compositor moves. Where
// one flies is engine/flights.ts's decision; here it is measured, dressed and let go.
//
// The curtain has a clock of its own, which stands still while it is paused, so that what
// was free of overlap stays so. A hidden page flies nothing: nobody would see it.

import { emptyRows, type Flight, place, type Rows, takeOff } from '../../engine/flights.ts'
import { type Danmaku, NORMAL_SIZE } from '../../engine/message.ts'
import { cssColour, outlineOf } from './colour.ts'
import type { Preferences } from './preferences.ts'

export type Flying = { readonly id: string; readonly own: boolean } & Danmaku

type OnScreen = {
  readonly element: HTMLElement
  readonly animation: Animation
  readonly startMs: number
}

const TRAVEL_MS = 8_000
const HOLD_MS = 4_500
/** A comment's row is this much higher than its letters. */
const LINE = 1.4
/** Letters are this part of the picture's height, and never smaller than a phone can show. */
const LETTERS = 1 / 21
const LEAST_PX = 15
/** px² of picture for each comment on it; what a phone can bear is what fits on its picture. */
const AREA_EACH = 4_200
const LONGEST = 200

export class Curtain {
  /** What the comments fly in, to be laid over the picture. */
  readonly element = document.createElement('div')
  readonly #onScreen = new Map<string, OnScreen>()
  readonly #idle: HTMLElement[] = []
  readonly #ruler = document.createElement('canvas').getContext('2d')
  #preferences: Preferences
  #rows: Rows = []
  #letterPx = LEAST_PX
  /** What the style sheet gives it: measured is what is drawn. */
  #fonts = 'sans-serif'
  #pausedAt: number | undefined
  #pausedMs = 0

  constructor(preferences: Preferences) {
    this.#preferences = preferences
    this.element.className = 'curtain'
    // The chat list says the same to those who do not see.
    this.element.setAttribute('aria-hidden', 'true')
    new ResizeObserver(() => this.#refit()).observe(this.element)
    this.#dim()
  }

  /**
   * Says whether it flies; false: there is no room for it.
   * @param agoMs it set out so long ago, and is well on its way
   */
  fly(comment: Flying, agoMs = 0): boolean {
    if (!this.#preferences.on || document.hidden || this.#onScreen.has(comment.id)) return true
    if (this.#onScreen.size >= this.#most() && !comment.own) return false
    const text = comment.text.replace(/\s+/gu, ' ').slice(0, LONGEST)
    const px = Math.round((this.#letterPx * (comment.size ?? NORMAL_SIZE)) / NORMAL_SIZE)
    const startMs = this.#now() - agoMs
    const measured = this.#measured(comment, text, px)
    const placed = place(this.#rows, measured, this.#picture(), startMs)
    this.#rows = placed.rows
    for (const id of placed.evicted) this.#land(id)
    if (placed.row === undefined || !placed.flight) return false
    const element = this.#dressed(comment, text, px)
    element.style.top = `${Math.round(placed.row * this.#letterPx * LINE)}px`
    this.#launch(element, placed.flight)
    return true
  }

  /** Takes a comment off the picture. */
  remove(id: string): void {
    this.#rows = takeOff(this.#rows, id)
    this.#land(id)
  }

  clear(): void {
    for (const id of [...this.#onScreen.keys()]) this.#land(id)
    this.#rows = emptyRows(this.#rows.length)
  }

  pause(): void {
    this.#pausedAt ??= performance.now()
    for (const one of this.#onScreen.values()) this.#keepTime(one)
  }

  resume(): void {
    if (this.#pausedAt === undefined) return
    this.#pausedMs += performance.now() - this.#pausedAt
    this.#pausedAt = undefined
    for (const one of this.#onScreen.values()) this.#keepTime(one)
  }

  prefer(preferences: Preferences): void {
    const { size, density, on } = this.#preferences
    this.#preferences = preferences
    this.#dim()
    const sameShape = size === preferences.size && density === preferences.density
    if (!sameShape || on !== preferences.on) this.#refit()
  }

  /** The picture has another size: rows are laid anew. */
  #refit(): void {
    this.clear()
    this.#fonts = getComputedStyle(this.element).fontFamily
    const height = this.element.clientHeight
    this.#letterPx = Math.round(Math.max(LEAST_PX, height * LETTERS) * this.#preferences.size)
    this.#rows = emptyRows(Math.floor(height / (this.#letterPx * LINE)))
  }

  #dim(): void {
    this.element.style.opacity = String(this.#preferences.opacity)
  }

  #most(): number {
    const { clientWidth, clientHeight } = this.element
    return Math.ceil((clientWidth * clientHeight * this.#preferences.density) / AREA_EACH)
  }

  #picture() {
    const { speed, density } = this.#preferences
    return {
      width: this.element.clientWidth,
      open: Math.round(this.#rows.length * density),
      travelMs: TRAVEL_MS / speed,
      holdMs: HOLD_MS,
    }
  }

  #measured({ id, own, mode = 'scroll' }: Flying, text: string, px: number) {
    if (this.#ruler) this.#ruler.font = `600 ${px}px ${this.#fonts}`
    const width = Math.ceil(this.#ruler?.measureText(text).width ?? text.length * px)
    return {
      id,
      own,
      mode,
      width: own ? width + px : width,
      rows: px > this.#letterPx * 1.2 ? 2 : 1,
    }
  }

  #dressed({ id, own, color }: Flying, text: string, px: number): HTMLElement {
    const element = this.#idle.pop() ?? document.createElement('div')
    element.className = own ? 'flying own' : 'flying'
    element.dataset.flying = id
    element.dataset.outline = outlineOf(color)
    element.textContent = text
    element.style.color = cssColour(color)
    element.style.fontSize = `${px}px`
    return element
  }

  #launch(element: HTMLElement, { id, fromX, speed, startMs, endMs }: Flight): void {
    this.element.append(element)
    const at = (x: number) => ({ transform: `translate3d(${Math.round(x)}px, 0, 0)` })
    const frames = [at(fromX), at(fromX - speed * (endMs - startMs))]
    const animation = element.animate(frames, { duration: endMs - startMs, fill: 'forwards' })
    animation.onfinish = () => this.#land(id)
    const one = { element, animation, startMs }
    this.#onScreen.set(id, one)
    this.#keepTime(one)
  }

  /**
   * Ties it to the curtain's clock. Left to start by itself an animation waits for the next
   * frame, and on a busy machine some wait longer than others: long enough to be overtaken.
   */
  #keepTime({ animation, startMs }: OnScreen): void {
    if (this.#pausedAt === undefined) {
      animation.startTime = startMs + this.#pausedMs
    } else {
      animation.pause()
      animation.currentTime = this.#now() - startMs
    }
  }

  #land(id: string): void {
    const found = this.#onScreen.get(id)
    if (!found) return
    this.#onScreen.delete(id)
    found.animation.onfinish = null
    found.animation.cancel()
    found.element.remove()
    if (this.#idle.length < 100) this.#idle.push(found.element)
  }

  #now(): number {
    return (this.#pausedAt ?? performance.now()) - this.#pausedMs
  }
}
