// A crowd is a weapon when it is pointed at somebody else's server. It goes to this machine;
// to another only for who names it and says that they mean it.

import { Fault } from '../engine/fault.ts'

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

/** What the command line says of hosts that are not this machine. */
export type Allowed = {
  readonly hostAllowed?: string | undefined
  readonly yesReally: boolean
}

/** @throws Fault `bad-config` */
export function checkServer(server: string, allowed: Allowed): void {
  if (!/^https?:$/.test(URL.canParse(server) ? new URL(server).protocol : ''))
    throw new Fault('bad-config', `--server ${server}: an address like http://127.0.0.1:8080`)
  checkHost(server, allowed)
}

/** An edge that a join names must be allowed too: a server may not send the crowd elsewhere. */
export function checkHost(address: string, { hostAllowed, yesReally }: Allowed): void {
  const { hostname } = new URL(address)
  if (LOOPBACK.test(hostname)) return
  if (hostAllowed?.split(',').includes(hostname) && yesReally) return
  throw new Fault(
    'bad-config',
    `${hostname} is not this machine, and a load test can take a server down. If it is yours to load: --host-allowed ${hostname} --yes-really`,
  )
}
