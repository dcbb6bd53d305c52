// What goes between the database's thread (worker.ts) and ours (database.ts).

import type { Rows } from '../sql/sql.ts'

/** `text` and `params` as in `Query.query`. */
export type Asked = {
  readonly id: number
  readonly text: string
  readonly params?: readonly unknown[]
}
export type Answered =
  | ({ readonly id: number } & Rows)
  | { readonly id: number; readonly error: Error }
/** Posted once, when the database is open; before it nothing is answered. */
export const OPEN = 'open'
/** Asks to close the database and end. */
export const CLOSE = 'close'
