// Kafka's jars, fetched once from Maven Central as kafka/pom.xml names them and kept for
// everybody: `make services` and every test use one folder. Who is first fetches aside and
// moves the whole folder into place, so nobody ever sees half of it.

import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runToEnd } from './run-to-end.ts'

const POM = new URL('../kafka/pom.xml', import.meta.url).pathname

export async function kafkaJars(folder: string): Promise<void> {
  if (await isOfThisPom(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  const aside = await mkdtemp(`${folder}-`)
  try {
    await runToEnd('mvn', [
      ...['-B', '-ntp', '-q', '-f', POM, 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', `-DoutputDirectory=${aside}`],
    ])
    await cp(POM, join(aside, 'pom.xml'))
    await putInPlace(aside, folder)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function putInPlace(aside: string, folder: string): Promise<void> {
  if (existsSync(folder) && !(await isOfThisPom(folder)))
    await rm(folder, { recursive: true, force: true })
  await rename(aside, folder).catch(async error => {
    if (!(await isOfThisPom(folder))) throw error // else somebody else was quicker
  })
}

async function isOfThisPom(folder: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all([
    readFile(join(folder, 'pom.xml'), 'utf8').catch(() => undefined),
    readFile(POM, 'utf8'),
  ])
  return theirs === ours
}
