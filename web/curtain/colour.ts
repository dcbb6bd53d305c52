// Colours that viewers choose, made legible, and colours for their names.

/** Below this relative luminance a dark outline would swallow the letters. */
const DARK = 0.14

/** `#rrggbb`; what is not a colour is white. */
export function cssColour(color: unknown): string {
  const known = typeof color === 'number' && Number.isInteger(color) && color >= 0
  return `#${(known ? color & 0xffffff : 0xffffff).toString(16).padStart(6, '0')}`
}

/** What to draw around letters of this colour so that they are read on any picture. */
export function outlineOf(color: unknown): 'dark' | 'light' {
  return luminance(Number.parseInt(cssColour(color).slice(1), 16)) < DARK ? 'light' : 'dark'
}

/** A hue (0–359) that is always the same for one id, and evenly spread over ids. */
export function hueOf(id: string): number {
  let hash = 2166136261 // FNV-1a, 32 bits
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619)
  return (hash >>> 0) % 360
}

/** Relative luminance as WCAG 2 defines it, 0 black to 1 white. */
export function luminance(rgb: number): number {
  const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map(linear) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(channel: number): number {
  const c = channel / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}
