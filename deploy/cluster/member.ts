// One member of a cluster as it is described: a program that listens on a port, and how one
// sees that it is ready. What runs of it is a Child (child.ts).

export type Member = {
  /** `edge-2`, `door`. */
  readonly name: string
  readonly role: string
  readonly port: number
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Answers 200 when it takes work. */
  readonly ready: string
}
