// The page's few icons, drawn in one weight, in the colour of the text beside them.

const PATHS = {
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.500a3.5 3.5 0 0 1 0 6M18 14.500c2.2.8 3.5 2.8 3.5 5.5',
  play: 'M8 5.5v13l10.5-6.500Z',
  pause: 'M8.5 5.500v13M15.5 5.500v13',
  tune: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  back: 'M4 12a8 8 0 1 0 2.5-5.800M4 4.500V9h4.5',
  sound: 'M4 9.5v5h3.500l5 4v-13l-5 4ZM16 9c1.7 1.8 1.7 4.2 0 6M18.5 6.500c3.2 3.2 3.2 7.8 0 11',
  muted: 'M4 9.5v5h3.500l5 4v-13l-5 4ZM16.5 9.500l5 5M21.5 9.500l-5 5',
  send: 'M4 12 20 4.5 15 20l-3.5-6.500ZM11.5 13.5 20 4.5',
  down: 'M12 5v14M6 13l6 6 6-6',
  gift: 'M4 11h16v9H4ZM3 7.500h18V11H3ZM12 7.500V20M12 7.500C9 7.5 7 6.5 7 5s2.5-2 5 2.500C14.5 3 17 3.5 17 5s-2 2.5-5 2.500Z',
  notice: 'M4 10v4h3l6 4.500v-13L7 10ZM17 9c1.5 1.8 1.5 4.2 0 6',
} as const

export function Glyph({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="glyph" data-glyph={name} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
