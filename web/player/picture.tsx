// What comments fly over: the video that the address names, or a drawn stage at night. In a
// replay the video follows the replay's clock, which is the one that everything runs by.

import { useEffect, useRef } from 'preact/hooks'
import { position } from '../replay/clock.ts'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { NightStage } from './night-stage.tsx'

/** Further apart than this is seen; nearer, a correction would be seen more. */
const DRIFT_S = 0.4

export function Picture() {
  const { video } = useViewing().address
  return video ? <Video src={video} /> : <NightStage />
}

function Video({ src }: { src: string }) {
  const { state } = useViewing()
  const video = useRef<HTMLVideoElement>(null)
  const replay = useStore(state, ({ replay }) => replay)
  const muted = useStore(state, ({ muted }) => muted)
  useEffect(() => {
    const element = video.current
    if (!element) return
    const playing = !replay || (replay.clock.playing && !replay.waiting)
    element.playbackRate = replay?.clock.rate ?? 1
    if (replay) follow(element, position(replay.clock, performance.now(), Number.MAX_SAFE_INTEGER))
    if (playing)
      element.play().catch(() => {}) // until the viewer touches the page
    else element.pause()
  }, [replay])
  return (
    <video class="video" ref={video} src={src} muted={muted} autoPlay loop={!replay} playsInline />
  )
}

function follow(video: HTMLVideoElement, atMs: number): void {
  const wanted = atMs / 1_000
  if (Math.abs(video.currentTime - wanted) > DRIFT_S) video.currentTime = wanted
}
