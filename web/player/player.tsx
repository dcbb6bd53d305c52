// The picture with the curtain over it, and the bar below: live or replay, and how comments
// fly. The whole of it goes full screen, so the controls go along.

import { useEffect, useRef } from 'preact/hooks'
import { ReplayBar } from '../replay/replay-bar.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { CurtainControls } from './curtain-controls.tsx'
import { LiveBar } from './live-bar.tsx'
import { Picture } from './picture.tsx'

export function Player() {
  const { words, state, curtain } = useViewing()
  const player = useRef<HTMLElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const replaying = useStore(state, ({ replay }) => replay !== undefined)
  useEffect(() => frame.current?.append(curtain.element), [])
  return (
    <section class="player" ref={player} aria-label={words.stage}>
      <div class="frame" ref={frame}>
        <Picture />
        <Loading />
        <Ended />
      </div>
      <div class="bar">
        {replaying ? <ReplayBar /> : <LiveBar />}
        <CurtainControls onFullScreen={() => toggleFullScreen(player.current)} />
      </div>
    </section>
  )
}

function Loading() {
  const { words, state } = useViewing()
  const waiting = useStore(state, ({ replay }) => replay?.waiting && !replay.failed)
  return waiting ? (
    <p class="loading" role="status">
      {words.loading}
    </p>
  ) : null
}

/** Over the picture, when the stream ends while we watch. */
function Ended() {
  const viewing = useViewing()
  const { words, state } = viewing
  const over = useStore(state, ({ open, replay }) => !open && !replay)
  const stream = useStore(state, ({ stream }) => stream)
  if (!over || !stream) return null
  return (
    <div class="ended">
      <p>{words.streamEnded}</p>
      <button type="button" class="strong" onClick={() => viewing.watch(stream)}>
        {words.watchFromStart}
      </button>
    </div>
  )
}

function toggleFullScreen(player: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void player?.requestFullscreen?.()
}
