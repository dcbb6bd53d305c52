// Services for tests: as `make services` starts them, on free ports and in a folder of the
// test's own, with a hand on each: killed, stopped, started again. They end with the process
// that started them, whatever becomes of it, short of a kill -9.

import { bringUp, type Wanted } from './bring-up.ts'
import { endService, killService, signalService, startService } from './running.ts'
import { SERVICE_NAMES, type Service, type ServiceName } from './service.ts'

/** Those of `make services`, so that they are fetched once. */
const JARS = 'data/services/kafka/libs'
const ANY_PORTS = { redisLive: 0, redisReplay: 0, kafka: 0, kafkaController: 0, postgres: 0 }

export type Services<Name extends ServiceName = ServiceName> = {
  /** `redis://…`, `kafka://…`, `postgres://…` */
  readonly urls: Readonly<Record<Name, string>>
  /** Ends all of them well. Their data stays. */
  readonly stop: () => Promise<void>
  /** Starts one that was killed or ended, over its data and on its port; resolves when it answers. */
  readonly start: (name: Name) => Promise<void>
  /** Asks one to end well. */
  readonly end: (name: Name) => Promise<void>
  /** SIGKILL, to it and all its children. */
  readonly kill: (name: Name) => Promise<void>
  /** SIGSTOP: it keeps its port and its connections, and answers nothing. */
  readonly pause: (name: Name) => void
  readonly resume: (name: Name) => void
}

type Asked<Name extends ServiceName> = Partial<Pick<Wanted, 'ports' | 'jars'>> & {
  readonly folder: string
  readonly which?: readonly Name[]
}

/** @throws ServiceTrouble: what is in the way */
export async function startServices<Name extends ServiceName = ServiceName>({
  folder,
  ports = ANY_PORTS,
  jars = JARS,
  which = SERVICE_NAMES as readonly ServiceName[] as readonly Name[],
}: Asked<Name>): Promise<Services<Name>> {
  const services = await bringUp({ folder, ports, jars, which, tied: true })
  const one = (name: Name) => services.find(service => service.name === name) as Service
  return {
    urls: Object.fromEntries(services.map(({ name, url }) => [name, url])) as Record<Name, string>,
    stop: async () => {
      await Promise.all(services.map(service => endService(service.folder)))
    },
    start: async name => {
      await startService(one(name), true)
    },
    end: name => endService(one(name).folder),
    kill: name => killService(one(name).folder),
    pause: name => signalService(one(name).folder, 'SIGSTOP'),
    resume: name => signalService(one(name).folder, 'SIGCONT'),
  }
}
