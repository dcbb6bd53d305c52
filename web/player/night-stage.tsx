// The picture when there is no video: a stage at night, slow light, a crowd seen from
// behind. Drawn, so that nothing has to be loaded, and quiet, so that comments are read.

const CROWD = heads(46, 372, 15, 7)
const FRONT = heads(30, 396, 23, 11)
const STARS = Array.from({ length: 60 }, (_, index) => ({
  x: noise(index, 1) * 800,
  y: noise(index, 2) * 190,
  r: 0.5 + noise(index, 3) * 0.9,
}))
const STICKS = Array.from({ length: 22 }, (_, index) => ({
  x: 20 + noise(index, 4) * 760,
  y: 340 + noise(index, 5) * 60,
  tilt: (noise(index, 6) - 0.5) * 36,
  late: index % 5,
}))

export function NightStage() {
  return (
    <svg
      class="night"
      viewBox="0 0 800 450"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <defs>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#060a18" />
          <stop offset=".62" stop-color="#14264a" />
          <stop offset="1" stop-color="#1f4a63" />
        </linearGradient>
        <radialGradient id="glow" cx=".5" cy=".5" r=".5">
          <stop offset="0" stop-color="#ffd9a0" stop-opacity=".85" />
          <stop offset=".45" stop-color="#e98a6b" stop-opacity=".32" />
          <stop offset="1" stop-color="#e98a6b" stop-opacity="0" />
        </radialGradient>
        <linearGradient id="beam" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#9fe9ff" stop-opacity=".5" />
          <stop offset="1" stop-color="#9fe9ff" stop-opacity="0" />
        </linearGradient>
        <linearGradient id="warm" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#ffc9a3" stop-opacity=".5" />
          <stop offset="1" stop-color="#ffc9a3" stop-opacity="0" />
        </linearGradient>
      </defs>
      <rect width="800" height="450" fill="url(#sky)" />
      <g fill="#cfe3ff" class="stars">
        {STARS.map(({ x, y, r }) => (
          <circle key={x} cx={x} cy={y} r={r} opacity={0.25 + r * 0.35} />
        ))}
      </g>
      <path
        d="M0 300 120 236 210 280 330 214 450 276 560 226 690 284 800 240V450H0Z"
        fill="#0c1a33"
      />
      <Stage />
      <g fill="#0a1428">{CROWD.map(drawHead)}</g>
      <g class="sticks">
        {STICKS.map(({ x, y, tilt, late }) => (
          <path
            key={x}
            class={`late-${late}`}
            d="M0 0V-20"
            transform={`translate(${x} ${y}) rotate(${tilt})`}
          />
        ))}
      </g>
      <g fill="#050a16">{FRONT.map(drawHead)}</g>
    </svg>
  )
}

function Stage() {
  return (
    <g>
      <ellipse class="breath" cx="400" cy="290" rx="300" ry="170" fill="url(#glow)" />
      <g class="beams">
        <path class="beam one" d="M250 66 190 352H330Z" fill="url(#beam)" />
        <path class="beam two" d="M400 60 330 352H470Z" fill="url(#warm)" />
        <path class="beam three" d="M550 66 470 352H610Z" fill="url(#beam)" />
      </g>
      <path d="M212 346V64H588V346" fill="none" stroke="#0a1226" stroke-width="9" />
      <path d="M212 82H588" stroke="#17294d" stroke-width="2" stroke-dasharray="8 8" />
      <path d="M168 346H632L664 372H136Z" fill="#0d1930" />
      <path d="M168 346H632" stroke="#ffcf9c" stroke-opacity=".55" stroke-width="1.5" />
      <Band />
    </g>
  )
}

function Band() {
  return (
    <g fill="#081022">
      <path d="M393 346c-2-22-3-36-1-46 1-6 4-9 8-9s7 3 8 9c2 10 1 24-1 46Z" />
      <circle cx="400" cy="282" r="7.500" />
      <path
        d="M408 302 421 290M421 287V346"
        stroke="#081022"
        stroke-width="3"
        stroke-linecap="round"
      />
      <path d="M296 346c-2-18-2-32 1-40s12-8 14 0 2 22 0 40Z" />
      <circle cx="304" cy="291" r="7" />
      <path d="M288 326 326 310" stroke="#081022" stroke-width="5" stroke-linecap="round" />
      <path d="M478 346V324H538V346Z" />
      <circle cx="508" cy="296" r="7" />
      <path d="M499 326c0-14 3-22 9-22s9 8 9 22Z" />
      <path d="M478 320H494M522 320H540" stroke="#081022" stroke-width="3" />
    </g>
  )
}

type Head = { x: number; y: number; r: number }

function drawHead({ x, y, r }: Head) {
  const shoulders = `M${x - r * 1.9} ${y + r * 9}C${x - r * 1.9} ${y + r} ${x + r * 1.9} ${y + r} ${x + r * 1.9} ${y + r * 9}Z`
  return (
    <g key={x}>
      <circle cx={x} cy={y} r={r} />
      <path d={shoulders} />
    </g>
  )
}

function heads(count: number, y: number, spread: number, r: number): Head[] {
  return Array.from({ length: count }, (_, index) => ({
    x: Math.round((800 / count) * (index + 0.2 + noise(index, r) * 0.6)),
    y: y + noise(index, r + 1) * spread,
    r: r * (0.85 + noise(index, r + 2) * 0.3),
  }))
}

/** The same every time, between 0 and 1: the picture does not change when it is drawn again. */
function noise(index: number, seed: number): number {
  const wave = Math.sin(index * 127.1 + seed * 311.7) * 43758.5453
  return wave - Math.floor(wave)
}
