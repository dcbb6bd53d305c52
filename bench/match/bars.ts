// Bars as an SVG of its own, as a page of the docs shows it, in light and dark.

import { escaped } from '../../loadtest/report/escaped.ts'
import { short } from '../../loadtest/report/figures.ts'

export type Bar = {
  readonly name: string
  readonly value: number
  /** From the least to the most that was measured. */
  readonly least: number
  readonly most: number
  readonly ours: boolean
}

const WIDTH = 640
const ROW = 30
const LEFT = 150
const RIGHT = 90
const STYLE = `text{font:13px system-ui,sans-serif;fill:#333}.other{fill:#9aa4b2}.ours{fill:#2a78d6}
.spread{stroke:#333;stroke-width:1.5}@media(prefers-color-scheme:dark){text{fill:#ddd}.other{fill:#5d6775}
.ours{fill:#4b95ee}.spread{stroke:#ddd}}`

export function bars(title: string, all: readonly Bar[]): string {
  const most = Math.max(...all.map(bar => bar.most))
  const across = (value: number) => (value / most) * (WIDTH - LEFT - RIGHT)
  const rows = all.map(({ name, value, least, most: top, ours }, n) => {
    const y = 34 + n * ROW
    const [from, to] = [LEFT + across(least), LEFT + across(top)].map(x => x.toFixed(1))
    return `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${escaped(name)}</text>
<rect class="${ours ? 'ours' : 'other'}" x="${LEFT}" y="${y}" width="${across(value).toFixed(1)}" height="20" rx="2"/>
<path class="spread" d="M${from} ${y + 10}H${to}"/>
<text x="${LEFT + across(top) + 8}" y="${y + 14}">${short(value)}</text>`
  })
  const height = 44 + all.length * ROW
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<text x="8" y="18">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`
}
