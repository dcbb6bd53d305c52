// Where a server listens, and how it says that it cannot.

import type { AddressInfo } from 'node:net'
import { Fault } from '../engine/fault.ts'
import type { Server } from './server.ts'

/** @throws Fault `address-in-use` */
export async function listen(app: Server, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Fault(
      'address-in-use',
      code === 'EADDRINUSE'
        ? `${host}:${port} is taken by another process: end that one, or choose another port`
        : `${host}:${port} cannot be listened on: ${message}`,
      error,
    )
  }
}

/** Where it listens, without a slash: `http://127.0.0.1:8080`. */
export function addressOf(app: Server, scheme: 'http' | 'ws'): string {
  const { address, port, family } = app.server.address() as AddressInfo
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
