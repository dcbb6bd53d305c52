// How comments fly, as this viewer wants it: on or off at a touch, the rest in a panel.

import { useEffect, useRef, useState } from 'preact/hooks'
import { type Preferences, RANGES, type Slider } from '../curtain/preferences.ts'
import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'

const SLIDERS: readonly Slider[] = ['opacity', 'size', 'speed', 'density']

export function CurtainControls({ onFullScreen }: { onFullScreen: () => void }) {
  const { words, preferences, address } = useViewing()
  const on = useStore(preferences, ({ on }) => on)
  return (
    <div class="curtain-controls">
      <label class="switch">
        <input
          type="checkbox"
          aria-label={words.commentsOn}
          data-curtain-switch
          checked={on}
          onChange={() => preferences.set({ on: !on })}
        />
        <i class="track" aria-hidden="true" />
        <span>{words.comments}</span>
      </label>
      {address.video && <Sound />}
      <Tuning />
      <button
        type="button"
        class="icon"
        aria-label={words.fullScreen}
        title={words.fullScreen}
        onClick={onFullScreen}
      >
        <Glyph name="full" />
      </button>
    </div>
  )
}

function Sound() {
  const { words, state } = useViewing()
  const muted = useStore(state, ({ muted }) => muted)
  const label = muted ? words.soundOn : words.soundOff
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      title={label}
      onClick={() => state.set({ muted: !muted })}
    >
      <Glyph name={muted ? 'muted' : 'sound'} />
    </button>
  )
}

function Tuning() {
  const { words, preferences } = useViewing()
  const [open, setOpen] = useState(false)
  const around = useRef<HTMLDivElement>(null)
  const wish = useStore(preferences, all => all)
  useClosing(around.current, open, () => setOpen(false))
  return (
    <div class="tuning" ref={around}>
      <button
        type="button"
        class="icon"
        aria-label={words.tune}
        title={words.tune}
        aria-expanded={open}
        aria-controls="tuning"
        onClick={() => setOpen(!open)}
      >
        <Glyph name="tune" />
      </button>
      <fieldset class="panel" id="tuning" aria-label={words.tune} hidden={!open}>
        {!wish.on && isStill() && <p class="still">{words.still}</p>}
        {SLIDERS.map(name => (
          <SliderRow key={name} name={name} wish={wish} />
        ))}
      </fieldset>
    </div>
  )
}

function SliderRow({ name, wish }: { name: Slider; wish: Preferences }) {
  const { words, preferences } = useViewing()
  const [least, most, step] = RANGES[name]
  const value = wish[name]
  const said = name === 'density' ? words.densityOf(value) : `${Math.round(value * 100)}%`
  const filled = { '--filled': `${((value - least) / (most - least)) * 100}%` }
  return (
    <label class="slider-row">
      <span>{words.sliders[name]}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        style={filled}
        aria-valuetext={said}
        onInput={({ currentTarget }) => preferences.set({ [name]: Number(currentTarget.value) })}
      />
      <output>{said}</output>
    </label>
  )
}

/** Who asks the system for less motion is not flown at unasked. */
function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** A panel closes with Escape and with a touch elsewhere. */
function useClosing(around: HTMLElement | null, open: boolean, close: () => void): void {
  useEffect(() => {
    if (!open) return
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      close()
      around?.querySelector('button')?.focus()
    }
    const onPointer = ({ target }: PointerEvent) => {
      if (!around?.contains(target as Node)) close()
    }
    document.addEventListener('keydown', onKey)
    document.addEventListener('pointerdown', onPointer)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('pointerdown', onPointer)
    }
  }, [open])
}
