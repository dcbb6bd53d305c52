// How a report looks, and the little that moves in it. One file holds all of it: a report is
// sent around, and opened years later.

export const STYLE = `
:root{color-scheme:light dark;
--page:light-dark(#fcfcfb,#141413);--card:light-dark(#fff,#1d1d1b);--ink:light-dark(#0b0b0b,#f3f3f0);
--soft:light-dark(#5c5b55,#a9a8a0);--rule:light-dark(#e4e3dd,#33322e);
--good:light-dark(#0a6b2e,#3ec46d);--bad:light-dark(#b3261e,#ff7a70);--odd:light-dark(#8a5a00,#e0a63a);
--c1:light-dark(#2a78d6,#4b95ee);--c2:light-dark(#d9480f,#ef7d42);--c3:light-dark(#12805c,#2fb589);
--c4:light-dark(#7a4fc0,#a98bea);--c5:light-dark(#a3195b,#e0659e)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1200px;padding:16px;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:28px 0 10px}
p{margin:4px 0}small,.soft{color:var(--soft)}code{font-size:.86em}
.verdict{font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}.odd{color:var(--odd)}
.tiles,.plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,150px),1fr));padding:0;margin:16px 0;list-style:none}
.plots{grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr))}
.tiles li,.plot,.wide{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:10px 12px;margin:0}
.tiles b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}
.plot svg{display:block;width:100%;height:auto}
.plot ul{display:flex;flex-wrap:wrap;gap:0 12px;margin:2px 0 6px;padding:0;list-style:none;font-size:.82rem;color:var(--soft)}
.plot li::before{content:"";display:inline-block;width:10px;height:10px;margin-right:5px;border-radius:2px;background:currentColor}
.plot li.c1::before{background:var(--c1)}.plot li.c2::before{background:var(--c2)}.plot li.c3::before{background:var(--c3)}
.plot li.c4::before{background:var(--c4)}.plot li.c5::before{background:var(--c5)}
.plot text{font-size:10.5px;fill:var(--soft);font-variant-numeric:tabular-nums}
.grid{stroke:var(--rule);stroke-width:1}.mark{stroke:var(--odd);stroke-width:1.5;stroke-dasharray:3 3}
.cross{stroke:var(--soft);stroke-width:1;visibility:hidden}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round}
.line.c1{stroke:var(--c1)}.line.c2{stroke:var(--c2)}.line.c3{stroke:var(--c3)}.line.c4{stroke:var(--c4)}.line.c5{stroke:var(--c5)}
.area{opacity:.85}.area.c1{fill:var(--c1)}.area.c2{fill:var(--c2)}.area.c3{fill:var(--c3)}.area.c4{fill:var(--c4)}.area.c5{fill:var(--c5)}
.readout{min-height:1.4em;font-size:.78rem;color:var(--soft);font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{padding:4px 10px 4px 0;text-align:right;border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{text-align:left}th{color:var(--soft);font-weight:500}
`

/** Under the pointer: the values of that moment. */
export const SCRIPT = `
for (const plot of document.querySelectorAll('.plot')) {
  const data = JSON.parse(plot.querySelector('script').textContent)
  const [svg, cross, readout] = ['svg', '.cross', '.readout'].map(one => plot.querySelector(one))
  svg.addEventListener('pointermove', event => {
    const across = ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * svg.viewBox.baseVal.width
    const nearest = data.at.reduce((best, [at], n) => (Math.abs(at - across) < Math.abs(data.at[best][0] - across) ? n : best), 0)
    cross.style.visibility = 'visible'
    cross.setAttribute('x1', data.at[nearest][0])
    cross.setAttribute('x2', data.at[nearest][0])
    const values = data.series.map(({ name, y }) => name + ' ' + (y[nearest] === null ? '–' : Math.round(y[nearest] * 100) / 100))
    readout.textContent = data.at[nearest][1] + ' ' + data.unit + ': ' + values.join(', ') + ' (' + data.values + ')'
  })
  svg.addEventListener('pointerleave', () => {
    cross.style.visibility = 'hidden'
    readout.textContent = ''
  })
}
`
