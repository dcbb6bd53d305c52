// Files that few ask for: streams that have left the archive. Slow to read, cheap to keep.

/** Some bytes of a file: `length` of them from `from` on. */
export type Piece = { readonly from: number; readonly length: number }

/** Names are of `A–Z a–z 0–9 . - _ /`. Every method throws Fault `cold-unavailable`. */
export interface ColdStore {
  /** All of it is there when it resolves; whoever reads meanwhile reads nothing or all. */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined: there is no such file. */
  get(name: string, piece?: Piece): Promise<Uint8Array | undefined>
  /** The names that begin with this, in order. */
  list(prefix: string): Promise<readonly string[]>
  /** Those that are not there are fine. */
  remove(names: readonly string[]): Promise<void>
  close(): Promise<void>
}
