// When a stream stood still: its pauses, out of the marks that begin and end them.
//
// A mark may be in the log twice, when appending it was unsure; a second pause within a pause
// changes nothing. One that was never ended goes on.

export type PauseMark = { readonly mark: 'paused' | 'resumed'; readonly at: number }

/** ms since the stream opened; without `to` it goes on. */
export type Pause = { readonly from: number; readonly to?: number }

/** @param openedAt when the stream opened; the marks count from 1970 */
export function pausesOf(marks: readonly PauseMark[], openedAt: number): readonly Pause[] {
  const pauses: Pause[] = []
  let since: number | undefined
  for (const { mark, at } of [...marks].sort((a, b) => a.at - b.at)) {
    const ms = Math.max(0, at - openedAt)
    if (mark === 'paused') since ??= ms
    else if (since !== undefined) {
      if (ms > since) pauses.push({ from: since, to: ms })
      since = undefined
    }
  }
  return since === undefined ? pauses : [...pauses, { from: since }]
}
