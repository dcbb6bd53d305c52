// What the SQL adapters ask of a Postgres, whoever drives it.

export type Rows = { readonly rows: readonly Readonly<Record<string, unknown>>[] }

export interface Query {
  /** Without `params` the text may hold several statements. Whole numbers may come back as text. */
  query(text: string, params?: readonly unknown[]): Promise<Rows>
}

export interface Sql extends Query {
  /** Commits when `work` resolves, takes everything back when it rejects. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  close(): Promise<void>
}
