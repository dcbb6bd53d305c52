// Plots as SVG in the page: lines, or areas one on the other, over seconds or percentiles. The
// colours are the page's (page-style.ts), so that one drawing does for light and dark; the
// width is a phone's, so that writing stays readable where there is no more.

import { escaped } from './escaped.ts'
import { short } from './figures.ts'
import { exact, linear, type Point, percentileScale, type Scale, thinned } from './scale.ts'

export type Series = {
  readonly name: string
  readonly points: readonly Point[]
  /** One of the page's; its place among the others when left out. */
  readonly colour?: number
}
export type Mark = { readonly x: number; readonly text: string }

export type Plot = {
  readonly title: string
  /** Of the upright axis. */
  readonly unit: string
  readonly series: readonly Series[]
  /** Areas that add up, instead of lines. */
  readonly stacked?: boolean
  /** Values that stay until the next: gears, steps. */
  readonly stepped?: boolean
  readonly percentiles?: boolean
  readonly marks?: readonly Mark[]
}

const WIDTH = 360
const HEIGHT = 190
const BOX = { left: 44, right: 352, top: 10, bottom: 164 }
const MOST_POINTS = 400

/** A figure with its legend; nothing when there is nothing to draw. */
export function figure(plot: Plot): string {
  const end = Math.max(1, ...plot.series.map(({ points }) => points.at(-1)?.x ?? 0))
  const series = plot.series
    .filter(({ points }) => points.length > 0)
    .map(one => ({ ...one, points: thinned(one.points, MOST_POINTS, end) }))
  if (series.length === 0) return ''
  const layers = plot.stacked ? stackedUp(series) : series
  const [x, y] = scales(plot, layers)
  const legend = series.map(({ name }, n) => `<li class="c${n + 1}">${escaped(name)}</li>`)
  return `<figure class="plot">
<figcaption><b>${escaped(plot.title)}</b> <small>${escaped(plot.unit)}</small><ul>${legend.join('')}</ul></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(plot.title)}">
${upright(y)}${level(x, plot)}${(plot.marks ?? []).map(mark => marked(mark, x)).join('')}
${layers.map((one, n) => (plot.stacked ? area(layers, n, x, y) : line(one, n, { x, y, plot }))).join('\n')}
<line class="cross" x1="0" x2="0" y1="${BOX.top}" y2="${BOX.bottom}"/>
</svg>
<p class="readout" aria-live="off"></p>
<script type="application/json">${readout(plot, series, x)}</script>
</figure>`
}

function scales({ percentiles, stepped }: Plot, layers: readonly Series[]): [Scale, Scale] {
  const all = layers.flatMap(({ points }) => points)
  const across = [BOX.left, BOX.right] as const
  const x = percentiles
    ? percentileScale(across)
    : exact(Math.max(1, ...all.map(point => point.x)), across)
  const most = Math.max(0, ...all.map(point => point.y))
  const y = linear(most, [BOX.bottom, BOX.top], stepped ? 1 : 0)
  return [x, y]
}

/** Each on top of those before it. */
function stackedUp(series: readonly Series[]): Series[] {
  const sums = new Map<number, number>()
  return series.map(({ points, ...rest }) => ({
    ...rest,
    points: points.map(({ x, y }) => {
      const sum = (sums.get(x) ?? 0) + y
      sums.set(x, sum)
      return { x, y: sum }
    }),
  }))
}

function line({ points, colour }: Series, n: number, { x, y, plot }: Drawn): string {
  const path = points.map((point, i) => {
    const [across, up] = [x.at(point.x).toFixed(1), y.at(point.y).toFixed(1)]
    if (i === 0) return `M${across} ${up}`
    return plot.stepped ? `H${across}V${up}` : `L${across} ${up}`
  })
  return `<path class="line c${colour ?? n + 1}" d="${path.join('')}"/>`
}

type Drawn = { readonly x: Scale; readonly y: Scale; readonly plot: Plot }

function area(layers: readonly Series[], n: number, x: Scale, y: Scale): string {
  const place = ({ x: across, y: up }: Point) => `${x.at(across).toFixed(1)} ${y.at(up).toFixed(1)}`
  const above = layers[n]?.points ?? []
  const below = layers[n - 1]?.points ?? above.map(point => ({ x: point.x, y: 0 }))
  const outline = [...above.map(place), ...below.toReversed().map(place)]
  return `<path class="area c${layers[n]?.colour ?? n + 1}" d="M${outline.join('L')}Z"/>`
}

function upright({ at, ticks }: Scale): string {
  return ticks
    .map(tick => {
      const up = at(tick).toFixed(1)
      return `<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${up}" y2="${up}"/><text x="${BOX.left - 5}" y="${up}" dy="0.32em" text-anchor="end">${short(tick)}</text>`
    })
    .join('')
}

function level({ at, ticks }: Scale, { percentiles }: Plot): string {
  return ticks
    .filter(tick => at(tick) <= BOX.right + 1)
    .map(
      tick =>
        `<text x="${at(tick).toFixed(1)}" y="${BOX.bottom + 16}" text-anchor="middle">${percentiles ? `${tick} %` : `${short(tick)} s`}</text>`,
    )
    .join('')
}

/** Something happened then. */
function marked({ x: at, text }: Mark, x: Scale): string {
  const across = x.at(at).toFixed(1)
  return `<line class="mark" x1="${across}" x2="${across}" y1="${BOX.top}" y2="${BOX.bottom}"><title>${escaped(text)}</title></line>`
}

/** What the page's script reads the values from: where each x is drawn, and what is there. */
function readout({ percentiles, unit }: Plot, series: readonly Series[], x: Scale): string {
  const longest = series.reduce((most, one) =>
    one.points.length > most.points.length ? one : most,
  )
  const data = {
    unit: percentiles ? '%' : 's',
    values: unit,
    at: longest.points.map(point => [Math.round(x.at(point.x)), point.x]),
    series: series.map(({ name, points }) => ({
      name,
      y: longest.points.map(({ x: at }) => points.find(point => point.x === at)?.y ?? null),
    })),
  }
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}
