// Segments of past streams that many ask for, kept warm between the process's own cache and
// the archive. Losing one costs a read of the archive, nothing else.

export interface ReplayStore {
  get(key: string): Promise<Uint8Array | undefined>
  put(key: string, bytes: Uint8Array, ttlMs: number): Promise<void>
  close(): Promise<void>
}
