// What we use of the package, which comes without types.

declare module 'hashring' {
  class HashRing {
    constructor(
      servers: Readonly<Record<string, { readonly vnodes: number }>>,
      algorithm: string,
      options: { readonly 'max cache size': number },
    )
    get(key: string): string | undefined
  }
  export = HashRing
}
