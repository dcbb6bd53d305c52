// Apache Kafka from its own jars, one node. The folder is formatted once; after that the same
// node comes back over it, also after a kill -9 and on other ports.

import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { kafkaAnswers } from './answers.ts'
import { kafkaJars } from './kafka-jars.ts'
import { runToEnd } from './run-to-end.ts'
import { LOOPBACK, type Service } from './service.ts'

const TEMPLATE = new URL('../kafka/server.properties', import.meta.url)
const LOGGING = new URL('../kafka/log4j2.properties', import.meta.url)
/** 16 bytes in base64url, as Kafka wants it: "barrage-services". */
const CLUSTER_ID = 'YmFycmFnZS1zZXJ2aWNlcw'
/** Compiling for speed costs more than a short life gives back; it idles at 1–3 % of a core. */
const JVM = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']

type Place = { readonly folder: string; readonly jars: string }
type Ports = { readonly kafka: number; readonly kafkaController: number }

export function kafka({ folder, jars }: Place, ports: Ports): Service {
  const file = `${folder}/server.properties`
  return {
    name: 'kafka',
    folder,
    ports: { kafka: ports.kafka, kafkaController: ports.kafkaController },
    url: `kafka://${LOOPBACK}:${ports.kafka}`,
    prepare: async () => {
      await kafkaJars(jars)
      await mkdir(folder, { recursive: true })
      await writeFile(file, (await readFile(TEMPLATE, 'utf8')) + whereabouts(folder, ports))
      const java = [...JVM, `-Dlog4j2.configurationFile=${LOGGING.pathname}`, '-cp', `${jars}/*`]
      if (!existsSync(`${folder}/data/meta.properties`)) await format(java, file)
      return { file: 'java', args: [...java, 'kafka.Kafka', file] }
    },
    answers: () => kafkaAnswers(ports.kafka),
    endsOn: 'SIGTERM',
  }
}

async function format(java: readonly string[], file: string): Promise<void> {
  const args = ['format', '--ignore-formatted', '-t', CLUSTER_ID, '-c', file]
  await runToEnd('java', [...java, 'kafka.tools.StorageTool', ...args])
}

function whereabouts(folder: string, { kafka, kafkaController }: Ports): string {
  const [broker, controller] = [`${LOOPBACK}:${kafka}`, `${LOOPBACK}:${kafkaController}`]
  return `
listeners=PLAINTEXT://${broker},CONTROLLER://${controller}
advertised.listeners=PLAINTEXT://${broker}
controller.quorum.voters=1@${controller}
log.dirs=${folder}/data
`
}
