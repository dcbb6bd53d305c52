// Below a live picture: the way back to its beginning, and what is not shown.

import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'

export function LiveBar() {
  const viewing = useViewing()
  const { words, state } = viewing
  const stream = useStore(state, ({ stream }) => stream)
  const open = useStore(state, ({ open }) => open)
  return (
    <div class="live-bar">
      {stream && open && (
        <button type="button" class="plain" data-watch onClick={() => viewing.watch(stream)}>
          <Glyph name="back" />
          {words.watchFromStart}
        </button>
      )}
      <Withheld />
    </div>
  )
}

/** Quiet, and explained to who asks: a tooltip for pointers, focus and screen readers. */
function Withheld() {
  const { words, state } = useViewing()
  const withheld = useStore(state, ({ withheld }) => withheld)
  const notFlown = useStore(state, ({ notFlown }) => notFlown)
  if (withheld === 0) return null
  return (
    <span class="withheld" data-withheld={withheld}>
      <button type="button" aria-describedby="why-withheld">
        {words.notShown(withheld)}
      </button>
      <span role="tooltip" id="why-withheld">
        {words.notShownWhy} {notFlown > 0 && words.notFlown(notFlown)}
      </span>
    </span>
  )
}
