// The programs that services are made of. What is missing is installed from Debian's packages
// (install.sh); Kafka wants Java 17 or newer, which is looked at here.

import { runToEnd } from './run-to-end.ts'
import type { ServiceName } from './service.ts'
import { ServiceTrouble } from './trouble.ts'

const SCRIPT = new URL('install.sh', import.meta.url).pathname
/** Kafka 4's brokers run on nothing older. */
const OLDEST_JAVA = 17

const NEEDED: Readonly<Record<ServiceName | 'door', readonly string[]>> = {
  redisLive: ['redis'],
  redisReplay: ['redis'],
  kafka: ['java', 'mvn'],
  postgres: ['postgres'],
  door: ['nginx'],
}

/** @throws ServiceTrouble: something is missing and cannot be installed */
export async function installPrograms(names: readonly (ServiceName | 'door')[]): Promise<void> {
  const needed = new Set(names.flatMap(name => NEEDED[name]))
  await runToEnd('bash', [SCRIPT, ...needed])
  if (needed.has('java')) await refuseOldJava()
}

async function refuseOldJava(): Promise<void> {
  const said = await runToEnd('java', ['--version']).catch(() => '') // before 9 it is not known
  const version = Number(/^\w+ (\d+)/.exec(said)?.[1] ?? 0)
  if (version < OLDEST_JAVA)
    throw new ServiceTrouble(
      `Kafka wants Java ${OLDEST_JAVA} or newer, and \`java\` is older: install default-jre-headless`,
    )
}
