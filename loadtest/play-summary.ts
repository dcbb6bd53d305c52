// What is said when a recording has been played: what became of each comment, and where the
// stream plays again.

import type { Recording } from '../recordings/comment-file/read-recording.ts'
import { replayUrl, type Target } from '../recordings/target.ts'
import type { OpenedStream } from './application.ts'
import type { Tally } from './delivery.ts'

export type Played = Target & {
  readonly stream: OpenedStream
  readonly recording: Recording
  readonly tally: Tally
  readonly signal: AbortSignal
}

export function playSummary(played: Played): string {
  const { room, stream, recording, tally, signal } = played
  const { comments, skipped, broken } = recording
  const left = Object.entries(skipped).filter(([, count]) => count > 0)
  const lines = [
    `${tally.taken} of ${comments.length} comments played into ${room}`,
    ...[...tally.refused].map(([why, count]) => `${count} refused: ${why}`),
    ...left.map(([why, count]) => `${count} of the file left out: ${why}`),
    ...(broken ? [`the file is broken: ${broken.message}`] : []),
    ...(signal.aborted ? ['interrupted'] : []),
    `replay: ${replayUrl(played, stream.stream)}`,
  ]
  return `${lines.join('\n')}\n`
}
