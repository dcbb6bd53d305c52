// What we use of hashring, which brings no types.

declare module 'hashring' {
  // biome-ignore lint/style/noDefaultExport: that is how hashring exports it
  export default class HashRing {
    constructor(
      servers: Readonly<Record<string, { readonly vnodes: number }>>,
      algorithm: string,
      options: { readonly 'max cache size': number },
    )
    /** The first server clockwise from the key. */
    get(key: string): string | undefined
    /** The first `size` different servers clockwise from the key. */
    range(key: string, size: number): string[]
  }
}
