// The page's few icons, drawn in one weight, in the colour of the text beside them.

const PATHS = {
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.500 20c0-3.600 2.900-6 6.500-6s6.500 2.400 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c2.200.8 3.500 2.800 3.500 5.500',
  play: 'M8 5.500v13l10.500-6.500Z',
  pause: 'M8.500 5.500v13M15.500 5.500v13',
  tune: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  back: 'M4 12a8 8 0 1 0 2.500-5.800M4 4.500V9h4.500',
  send: 'M4 12 20 4.500 15 20l-3.500-6.500ZM11.500 13.500 20 4.500',
  down: 'M12 5v14M6 13l6 6 6-6',
  gift: 'M4 11h16v9H4ZM3 7.500h18V11H3ZM12 7.500V20M12 7.500C9 7.500 7 6.500 7 5s2.500-2 5 2.500C14.500 3 17 3.500 17 5s-2 2.500-5 2.500Z',
  notice: 'M4 10v4h3l6 4.500v-13L7 10ZM17 9c1.500 1.800 1.500 4.200 0 6',
} as const

export function Glyph({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
