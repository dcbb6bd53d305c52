// What is said when a recording has been imported: what became of its comments, where the stream
// plays, and, on a line of its own for whoever reads it with a program, its id.

import { replayUrl, type Target } from './target.ts'

export type Tally = {
  /** In the archive. */
  taken: number
  /** By the refusal's number and text. */
  readonly refused: Map<string, number>
  /** By why the file's reader left it out. */
  readonly skipped: Map<string, number>
}

type Imported = Target & { readonly stream: string; readonly tally: Tally }

export function importSummary({ tally, stream, ...target }: Imported): string {
  const lines = [
    `${tally.taken} comments imported into ${target.room}`,
    ...[...tally.refused].map(([why, count]) => `${count} refused: ${why}`),
    ...[...tally.skipped].map(([why, count]) => `${count} of the file left out: ${why}`),
    `replay: ${replayUrl(target, stream)}`,
    stream,
  ]
  return `${lines.join('\n')}\n`
}
