// A flame graph of a V8 profile, as an SVG of its own: `node dist/bench/flame.js FILE.cpuprofile
// FROM TO > flame.svg`, in seconds since the process began. What an edge of the match does is
// written with `PROFILE=folder make bench …`.
//
// The width of a box is the share of the busy time in which its function was on the stack
// (https://www.brendangregg.com/flamegraphs.html); its colour says whose it is.

import { readFileSync } from 'node:fs'
import { escaped } from '../loadtest/report/escaped.ts'

type Profile = {
  readonly nodes: readonly Node[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}
type Node = {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children?: readonly number[]
}
type Box = {
  readonly name: string
  readonly whose: Whose
  us: number
  readonly above: Map<string, Box>
}
type Whose = keyof typeof COLOURS

const WIDTH = 1_200
const ROW = 17
const LEAST_WIDTH = 0.6
const CHARACTER_WIDTH = 6.6
const COLOURS = { ours: '#7fb2f0', library: '#f0c97f', node: '#b9c4a2', native: '#d9a3a3' }

const [file = '', from = '0', to = 'Infinity'] = process.argv.slice(2)
process.stdout.write(flame(JSON.parse(readFileSync(file, 'utf8')), Number(from), Number(to)))

function flame(profile: Profile, fromSecond: number, toSecond: number): string {
  const root = stacked(profile, fromSecond * 1e6, toSecond * 1e6)
  const drawn = [...boxes(root, { x: 0, depth: 0, scale: WIDTH / root.us })]
  const depth = Math.max(...drawn.map(box => box.depth))
  const height = (depth + 1) * ROW + 4
  const seconds = (root.us / 1e6).toFixed(2)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="flame graph, ${seconds} s">
<style>text{font:11px ui-monospace,monospace;fill:#222}rect{stroke:#fff;stroke-width:.5}</style>
${drawn.map(box => rect(box, height, root.us)).join('\n')}
</svg>
`
}

/** All stacks of the busy time, those that begin alike laid on each other. */
function stacked({ nodes, samples, timeDeltas }: Profile, fromUs: number, toUs: number): Box {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(at => [at, id])))
  const root: Box = { name: 'busy', whose: 'native', us: 0, above: new Map() }
  let at = 0
  for (const [index, sample] of samples.entries()) {
    const us = timeDeltas[index] ?? 0
    at += us
    const isIdle = byId.get(sample)?.callFrame.functionName === '(idle)'
    if (at < fromUs || at > toUs || isIdle) continue
    const stack: Node['callFrame'][] = []
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
      stack.unshift((byId.get(id) as Node).callFrame)
    let box = root
    box.us += us
    for (const frame of stack.slice(1)) {
      box = onTop(box, frame)
      box.us += us
    }
  }
  return root
}

function onTop({ above }: Box, { functionName, url }: Node['callFrame']): Box {
  const place = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, '')
  const name = `${functionName || '(anonymous)'}${place ? ` ${place}` : ''}`
  const known = above.get(name) ?? { name, whose: whoseIs(url), us: 0, above: new Map() }
  above.set(name, known)
  return known
}

function whoseIs(url: string): Whose {
  if (url === '') return 'native'
  if (url.startsWith('node:')) return 'node'
  return url.includes('/node_modules/') ? 'library' : 'ours'
}

type Placed = { readonly x: number; readonly depth: number; readonly scale: number }
type Drawn = Box & Placed

function* boxes(box: Box, place: Placed): Generator<Drawn> {
  if (box.us * place.scale < LEAST_WIDTH) return
  yield { ...box, ...place }
  let { x } = place
  for (const next of [...box.above.values()].sort((a, b) => b.us - a.us)) {
    yield* boxes(next, { ...place, x, depth: place.depth + 1 })
    x += next.us * place.scale
  }
}

function rect({ name, whose, us, x, depth, scale }: Drawn, height: number, all: number): string {
  const width = us * scale
  const y = height - (depth + 1) * ROW
  const share = `${name}: ${((100 * us) / all).toFixed(1)} %`
  const fits = Math.floor((width - 4) / CHARACTER_WIDTH)
  const text =
    fits < 3
      ? ''
      : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(name.slice(0, fits))}</text>`
  return `<g><title>${escaped(share)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${COLOURS[whose]}"/>${text}</g>`
}
