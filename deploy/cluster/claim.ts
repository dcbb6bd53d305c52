// One cluster at a time lives on a data folder; who it is is written in there. What a killed
// one left behind is taken over: its processes were killed with it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isStill, type Known, known } from '../services/processes.ts'
import { ServiceTrouble } from '../services/trouble.ts'

/**
 * @returns lets go of the folder
 * @throws ServiceTrouble: a cluster runs there
 */
export function claim(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const note = `${folder}/cluster.json`
  const owner = ownerIn(note)
  if (owner)
    throw new ServiceTrouble(
      `a cluster runs already, as process ${owner.pid}: end it (Ctrl-C there, or kill ${owner.pid}), or start this one with another data.folder (BARRAGE_DATA_FOLDER) and other ports`,
    )
  writeFileSync(note, JSON.stringify(known(process.pid)))
  return () => rmSync(note, { force: true })
}

function ownerIn(note: string): Known | undefined {
  try {
    const owner = JSON.parse(readFileSync(note, 'utf8')) as Known
    return isStill(owner) ? owner : undefined
  } catch {
    return undefined
  }
}
