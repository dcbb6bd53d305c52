// What faults do to a cluster under load: `make bench-faults`. Each is away for 20 s in the
// middle of a steady flow; a line says what became of every acknowledged message.

import { faults } from '../test/cluster/faults.ts'
import { BUSY, pastFaults } from '../test/cluster/past-faults.ts'
import { Stand } from '../test/cluster/stand.ts'
import { type Fault, type Seen, trial } from '../test/cluster/trial.ts'

const AWAY_MS = 20_000
/** `make bench-faults ONLY=kafka`, and for a quick look: `AWAY_MS=5000 make bench-faults` */
const { ONLY = '', AWAY_MS: asked = AWAY_MS } = process.env

const stand = await Stand.start()
try {
  for (const fault of faults(Number(asked)).filter(isAsked)) tell(fault, await trial(stand, fault))
  for (const fault of pastFaults(Number(asked)).filter(isAsked))
    tell(fault, await trial(stand, fault, BUSY))
} finally {
  await stand.stop()
}

function isAsked({ name }: Fault): boolean {
  return name.includes(ONLY)
}

function tell({ name, withinMs }: Fault, seen: Seen): void {
  const { noes, ...numbers } = seen
  const told = Object.entries(numbers).map(
    ([what, told]) => `${what} ${typeof told === 'object' ? JSON.stringify(told) : told}`,
  )
  const late = seen.recoveredMs > withinMs ? `  LATE: ${withinMs} ms were promised` : ''
  process.stdout.write(`${name.padEnd(18)} ${told.join('  ')}${late}\n`)
  for (const [what, times] of noes) process.stdout.write(`    ${times} × ${what}\n`)
}
