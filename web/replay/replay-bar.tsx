// Drives a replay: play, seek, speed, and back. Space and the arrows work wherever the
// focus is, except where one types.

import { useEffect } from 'preact/hooks'
import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { RATES } from './clock.ts'
import { Peaks } from './peaks.tsx'
import type { ReplaySession } from './replay-session.ts'
import { SeekBar } from './seek-bar.tsx'

const SKIP_MS = 5_000

export function ReplayBar() {
  const viewing = useViewing()
  const { words, state } = viewing
  const playing = useStore(state, ({ replay }) => replay?.clock.playing ?? false)
  const failed = useStore(state, ({ replay }) => replay?.failed ?? false)
  const open = useStore(state, ({ open }) => open)
  useKeys()
  if (failed)
    return (
      <p class="replay-failed" role="alert">
        {words.replayFailed}
        <button type="button" class="plain" onClick={() => viewing.replay?.retry()}>
          {words.tryAgain}
        </button>
      </p>
    )
  return (
    <div class="replay-bar">
      <SeekBar />
      <Peaks />
      <button
        type="button"
        class="icon"
        data-play={playing ? 'playing' : 'paused'}
        aria-label={playing ? words.pause : words.play}
        onClick={() => viewing.replay?.setPlaying(!playing)}
      >
        <Glyph name={playing ? 'pause' : 'play'} />
      </button>
      <Rates />
      {open && (
        <button type="button" class="plain" data-back onClick={() => viewing.backToLive()}>
          <i class="live-dot" aria-hidden="true" />
          <span class="wide">{words.backToLive}</span>
          <span class="narrow" aria-hidden="true">
            {words.live}
          </span>
        </button>
      )}
    </div>
  )
}

function Rates() {
  const viewing = useViewing()
  const rate = useStore(viewing.state, ({ replay }) => replay?.clock.rate ?? 1)
  return (
    <fieldset class="segments">
      <legend class="unseen">{viewing.words.rate}</legend>
      {RATES.map(one => (
        <label key={one}>
          <input
            type="radio"
            name="rate"
            checked={one === rate}
            onChange={() => viewing.replay?.setRate(one)}
          />
          <span>{one}×</span>
        </label>
      ))}
    </fieldset>
  )
}

function useKeys(): void {
  const viewing = useViewing()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { replay } = viewing
      if (!replay || event.altKey || event.ctrlKey || event.metaKey || hasOwnKeys(event)) return
      const playing = viewing.state.get().replay?.clock.playing ?? false
      if (!drive(replay, event.key, playing)) return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function drive(replay: ReplaySession, key: string, playing: boolean): boolean {
  if (key === ' ') replay.setPlaying(!playing)
  else if (key === 'ArrowLeft') replay.skip(-SKIP_MS)
  else if (key === 'ArrowRight') replay.skip(SKIP_MS)
  else return false
  return true
}

/** Where the focus is, these keys mean something already. */
function hasOwnKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select, [role="slider"]')) return true
  return key === ' ' && target.matches('button, a, summary')
}
