// The match: Barrage against the peers of the npm registry and a control, under the same crowd:
// `make bench`. A part of it: `make bench ONLY=5000x100,idle` (cases), `WHO=Barrage,control`
// (contestants), `ROUNDS=4`; with `PROFILE=folder` servers leave a profile there (flame.ts). What
// was measured is kept in data/bench/, and docs/benchmarks.md and its plots are made of the latest
// of each case.

import { CASES } from './match/cases.ts'
import type { Contestant } from './match/contestant.ts'
import { CONTESTANTS } from './match/contestants.ts'
import { EDGE_CASES, type EdgeResult, measureEdge } from './match/edge-cases.ts'
import { writePage } from './match/page.ts'
import { measureReads } from './match/reads.ts'
import { keep, kept } from './match/results.ts'
import { idleRounds, matchRounds } from './match/rounds.ts'

const IDLE_VIEWERS = 15_000
/** Who batches by hand sits as idle as who does not. */
const IDLE = [
  ...['Barrage edge', 'Barrage edge with deflate', 'control'],
  ...['ws', '@fastify/websocket', 'Socket.IO'],
]
const { ONLY = '', WHO = '', ROUNDS } = process.env
/** There and back. */
const rounds = { times: Number(ROUNDS || 2), tell }

for (const one of CASES) {
  if (!isChosen(ONLY, one.name)) continue
  tell(one.title)
  keep(await matchRounds(one, among(one.contestants), rounds))
}
if (isChosen(ONLY, 'idle')) {
  tell(`${IDLE_VIEWERS} viewers, idle`)
  keep(await idleRounds(IDLE_VIEWERS, among(IDLE), rounds))
}
for (const one of EDGE_CASES) {
  if (!isChosen(ONLY, one.name)) continue
  tell(one.title)
  keepEdge(await measureEdge(one))
}
if (isChosen(ONLY, 'reads')) keepEdge(await measureReads())
writePage(kept())

function keepEdge(result: EdgeResult): void {
  for (const { name, value, unit } of result.figures) tell(`  ${name} ${value.toFixed(2)} ${unit}`)
  for (const why of [...result.wrong, ...result.limits]) tell(`  ${why}`)
  keep({ kind: 'edge', ...result })
}

/** In the order of a round. */
function among(names: readonly string[]): Contestant[] {
  return CONTESTANTS.filter(({ name }) => names.includes(name) && isChosen(WHO, name))
}

function isChosen(list: string, name: string): boolean {
  return list === '' || list.split(',').includes(name)
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
