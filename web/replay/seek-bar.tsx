// Where in the stream we are, drawn over how much was said when. A slider to the keyboard
// and to screen readers; a pointer may press anywhere on it and drag.

import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { position } from './clock.ts'
import { coarser, densityPath } from './curve.ts'
import { NO_DENSITY } from './density.ts'
import { timeLabel } from './time-label.ts'

const REDRAW_MS = 200
const CURVE_POINTS = 120
const STEP_MS = 5_000
const LEAP_MS = 30_000

export function SeekBar() {
  const viewing = useViewing()
  const { words } = viewing
  const { atMs, endMs } = usePosition()
  const bar = useRef<HTMLDivElement>(null)
  const [dragMs, setDragMs] = useState<number | undefined>(undefined)
  const shownMs = dragMs ?? atMs
  const at = ({ clientX }: PointerEvent) => share(bar.current, clientX) * endMs
  const onUp = () => {
    if (dragMs !== undefined) viewing.replay?.seek(dragMs)
    setDragMs(undefined)
  }
  return (
    <div class="seek">
      <time>{timeLabel(shownMs)}</time>
      <div
        class="seek-bar"
        ref={bar}
        role="slider"
        tabIndex={0}
        data-seek
        aria-label={words.seek}
        aria-valuemin={0}
        aria-valuemax={Math.round(endMs / 1_000)}
        aria-valuenow={Math.round(shownMs / 1_000)}
        aria-valuetext={`${timeLabel(shownMs)} / ${timeLabel(endMs)}`}
        style={{ '--at': endMs > 0 ? shownMs / endMs : 0 }}
        onPointerDown={event => {
          bar.current?.setPointerCapture(event.pointerId)
          setDragMs(at(event))
        }}
        onPointerMove={event => dragMs !== undefined && setDragMs(at(event))}
        onPointerUp={onUp}
        onPointerCancel={() => setDragMs(undefined)}
        onKeyDown={event => {
          const toMs = keyed(event.key, atMs, endMs)
          if (toMs === undefined) return
          event.preventDefault()
          viewing.replay?.seek(toMs)
        }}
      >
        <Curve endMs={endMs} />
        <i class="seek-knob" aria-hidden="true" />
      </div>
      <time>{timeLabel(endMs)}</time>
    </div>
  )
}

/** The curve, and a mark over each of its peaks. */
function Curve({ endMs }: { endMs: number }) {
  const { counts, peaks } = useStore(
    useViewing().state,
    ({ replay }) => replay?.density ?? NO_DENSITY,
  )
  const path = densityPath(coarser(counts, CURVE_POINTS))
  return (
    <div class="curve" aria-hidden="true">
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <path class="to-come" d={path} />
        <path class="played" d={path} />
      </svg>
      {endMs > 0 &&
        peaks.map(({ at, words }) => (
          <i
            key={at}
            class="peak-mark"
            style={{ '--peak': Math.min(1, at / endMs) }}
            title={[timeLabel(at), ...words].join(' ')}
          />
        ))}
    </div>
  )
}

/** Looked at a few times a second; the playhead glides in between, by CSS. */
function usePosition(): { atMs: number; endMs: number } {
  const { state } = useViewing()
  const replay = useStore(state, ({ replay }) => replay)
  const [, look] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => look(count => count + 1), REDRAW_MS)
    return () => clearInterval(timer)
  }, [])
  const endMs = replay?.manifest?.durationMs ?? 0
  return { atMs: replay ? position(replay.clock, performance.now(), endMs) : 0, endMs }
}

function share(bar: HTMLElement | null, clientX: number): number {
  if (!bar) return 0
  const { left, width } = bar.getBoundingClientRect()
  return Math.min(1, Math.max(0, (clientX - left) / width))
}

function keyed(key: string, atMs: number, endMs: number): number | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowDown') return atMs - STEP_MS
  if (key === 'ArrowRight' || key === 'ArrowUp') return atMs + STEP_MS
  if (key === 'PageDown') return atMs - LEAP_MS
  if (key === 'PageUp') return atMs + LEAP_MS
  if (key === 'Home') return 0
  return key === 'End' ? endMs : undefined
}
