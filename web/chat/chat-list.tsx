// The newest lines. It stays at the bottom by itself, unless the reader scrolled up: then it
// holds still and says how many came since.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import { ChatLine } from './chat-line.tsx'
import type { Line } from './lines.ts'

/** px from the bottom that still count as being there. */
const NEAR = 32

export function ChatList() {
  const { words, state } = useViewing()
  const lines = useStore(state, ({ lines }) => lines)
  const list = useRef<HTMLDivElement>(null)
  const [readUpTo, setReadUpTo] = useState<string | undefined>(undefined)
  const reading = readUpTo !== undefined
  useLayoutEffect(() => {
    if (!reading) toBottom(list.current)
  }, [lines, reading])
  useStaysDown(list.current, reading)
  const onScroll = () => {
    const near = isNearBottom(list.current)
    if (near && reading) setReadUpTo(undefined)
    else if (!near && !reading) setReadUpTo(lines.at(-1)?.key)
  }
  const unread = reading ? since(lines, readUpTo) : 0
  return (
    <div class="list-frame">
      <div
        class="list"
        role="log"
        aria-live="off"
        aria-label={words.chat}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        ref={list}
        onScroll={onScroll}
      >
        {lines.length === 0 && <p class="nothing">{words.chatEmpty}</p>}
        {lines.map(line => (
          <ChatLine key={line.key} line={line} words={words} />
        ))}
      </div>
      {unread > 0 && (
        <button type="button" class="new-lines" onClick={() => setReadUpTo(undefined)}>
          <Glyph name="down" />
          {words.newLines(unread)}
        </button>
      )}
    </div>
  )
}

/** A list that changes its height (a keyboard comes up, a window is made smaller) keeps its end in view. */
function useStaysDown(list: HTMLElement | null, reading: boolean): void {
  useEffect(() => {
    if (!list || reading) return
    const watch = new ResizeObserver(() => toBottom(list))
    watch.observe(list)
    return () => watch.disconnect()
  }, [list, reading])
}

function since(lines: readonly Line[], key: string | undefined): number {
  const index = lines.findIndex(line => line.key === key)
  return lines.length - 1 - index
}

function toBottom(list: HTMLElement | null): void {
  if (list) list.scrollTop = list.scrollHeight
}

function isNearBottom(list: HTMLElement | null): boolean {
  return !list || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR
}
