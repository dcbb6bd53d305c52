// What one service is: where it listens, how it is prepared, started, asked and ended. The
// four of them (redis.ts, kafka.ts, postgres.ts) are values of this type; what is done with
// them all alike is in running.ts and bring-up.ts.

export const SERVICE_NAMES = ['redisLive', 'redisReplay', 'kafka', 'postgres'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]

export type ServicePorts = {
  readonly redisLive: number
  readonly redisReplay: number
  readonly kafka: number
  readonly kafkaController: number
  readonly postgres: number
}

export type Command = {
  readonly file: string
  readonly args: readonly string[]
  /** What `setpriv` changes about it beforehand. */
  readonly setpriv?: readonly string[]
}

export type Service = {
  readonly name: ServiceName
  /** Where its data, its log and the note of its process are. */
  readonly folder: string
  /** All it listens on, by the settings that say so; the first is the one that is asked. */
  readonly ports: Readonly<Partial<Record<keyof ServicePorts, number>>>
  readonly url: string
  /** Makes its folder ready, as often as it is called. */
  readonly prepare: () => Promise<Command>
  /** Whether it takes work. */
  readonly answers: () => Promise<boolean>
  /** What it takes for a request to end well. */
  readonly endsOn: NodeJS.Signals
}

export const LOOPBACK = '127.0.0.1'

/** As settings are named in the environment: `services.ports.redisLive`. */
export function variableOf(port: string): string {
  return `BARRAGE_SERVICES_PORTS_${port.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}
