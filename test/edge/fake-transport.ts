// A transport that takes everything, and keeps what it was given.

import type { Frame } from '../../edge/frame.ts'
import type { Transport } from '../../edge/transport.ts'

export class FakeTransport implements Transport {
  isOpen = true
  unsentBytes = 0
  readonly frames: string[] = []
  ended: number | undefined
  /** Called with each frame. */
  onWrite: () => void = () => {}

  write(frame: Frame): number {
    if (!this.isOpen) return 0
    this.frames.push(frame.payload.toString())
    this.onWrite()
    return frame.plain.length
  }

  end(code: number): void {
    this.isOpen = false
    this.ended = code
  }

  cutOff(): void {
    this.isOpen = false
  }
}
