// Says something: text, a colour, where it flies. A no is told beside it, in words, and the
// text that was not taken comes back into the box, so that nobody types it twice.

import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { MODES, type Mode, WHITE } from '../../engine/message.ts'
import { cssColour } from '../curtain/colour.ts'
import type { NotTaken } from '../live-session.ts'
import { Glyph } from '../look/glyph.tsx'
import { useStore } from '../store.ts'
import { useViewing } from '../viewing.ts'
import type { Words } from '../words/words.ts'
import { inSeconds, waitMs } from './slow.ts'

const COLOURS: readonly (readonly [name: string, rgb: number])[] = [
  ['white', WHITE],
  ['red', 0xff5d5d],
  ['orange', 0xffa14a],
  ['yellow', 0xffe066],
  ['green', 0x5fe08a],
  ['blue', 0x5cc8ff],
  ['violet', 0xc79bff],
]
/** Often enough that no second is skipped. */
const COUNT_MS = 250
/** Until the room has said what it takes. */
const USUAL_LENGTH = 100

export function SendBox() {
  const { words, state, live } = useViewing()
  const me = useStore(state, ({ me }) => me)
  const most = useStore(state, ({ limits }) => limits?.textLength ?? USUAL_LENGTH)
  const [text, setText] = useState('')
  const [color, setColor] = useState(WHITE)
  const [mode, setMode] = useState<Mode>('scroll')
  const [notTaken, setNotTaken] = useState<NotTaken | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const slowMs = useStore(state, ({ slowMs }) => slowMs)
  const [saidAt, setSaidAt] = useState<number | undefined>(undefined)
  const waiting = useWait(saidAt, slowMs)
  const length = [...text].length
  const can = me !== undefined && text.trim() !== '' && length <= most && waiting === 0

  const say = async (event: Event) => {
    event.preventDefault()
    if (!can) return
    setText('')
    setSaidAt(performance.now())
    setNotTaken(undefined)
    input.current?.focus()
    const no = await live.say(bodyOf(text.trim(), color, mode))
    setNotTaken(no)
    if (no) setText(now => now || text)
  }
  const label = waiting > 0 ? words.sendIn(waiting) : words.send
  return (
    <form class="send" onSubmit={say}>
      <div class="send-choices">
        <Swatches color={color} onChange={setColor} />
        <Places mode={mode} onChange={setMode} />
      </div>
      <div class="send-line" data-over={length > most || undefined}>
        <input
          ref={input}
          type="text"
          value={text}
          autocomplete="off"
          enterkeyhint="send"
          data-say
          aria-label={me ? words.sayAs(me.name) : words.say}
          placeholder={me ? words.sayAs(me.name) : words.say}
          aria-describedby="send-count send-no"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <span id="send-count" class="send-count" data-near={length > most * 0.8 || undefined}>
          {length}/{most}
        </span>
        <button type="submit" class="strong" disabled={!can} aria-label={label}>
          {waiting > 0 ? <span data-wait>{waiting}</span> : <Glyph name="send" />}
        </button>
      </div>
      {slowMs > 0 && (
        <p class="send-slow" role="status" data-slow={slowMs}>
          {words.slow(inSeconds(slowMs))}
        </p>
      )}
      <p id="send-no" class="send-no" role="alert" data-no={notTaken?.code}>
        {notTaken && (
          <Refusal notTaken={notTaken} words={words} onOver={() => setNotTaken(undefined)} />
        )}
      </p>
    </form>
  )
}

/**
 * Seconds to wait before the next comment, counted down. Told from the clock at every drawing: the
 * line that says the room is slow and the button that waits for it go together.
 */
function useWait(saidAt: number | undefined, slowMs: number): number {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0)
  const waiting = inSeconds(waitMs(saidAt, slowMs, performance.now()))
  const waits = waiting > 0
  useEffect(() => {
    if (!waits) return
    const counting = setInterval(() => drawAgain(undefined), COUNT_MS)
    return () => clearInterval(counting)
  }, [waits])
  return waiting
}

function bodyOf(text: string, color: number, mode: Mode) {
  return {
    text,
    ...(color === WHITE ? {} : { color }),
    ...(mode === 'scroll' ? {} : { mode }),
  }
}

function Swatches({ color, onChange }: { color: number; onChange: (color: number) => void }) {
  const { words } = useViewing()
  return (
    <fieldset class="swatches">
      <legend class="unseen">{words.colour}</legend>
      {COLOURS.map(([name, rgb]) => (
        <label key={name} title={words.colours[name]}>
          <input
            type="radio"
            name="colour"
            checked={rgb === color}
            onChange={() => onChange(rgb)}
          />
          <i style={{ '--dab': cssColour(rgb) }} aria-hidden="true" />
          <span class="unseen">{words.colours[name]}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Places({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  const { words } = useViewing()
  return (
    <fieldset class="segments">
      <legend class="unseen">{words.mode}</legend>
      {MODES.map(one => (
        <label key={one}>
          <input type="radio" name="mode" checked={one === mode} onChange={() => onChange(one)} />
          <span>{words.modes[one]}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Counts down to when it may be tried again, and goes when that has come. */
function Refusal({
  notTaken,
  words,
  onOver,
}: {
  notTaken: NotTaken
  words: Words
  onOver: () => void
}) {
  const { code, retryMs = 0 } = notTaken
  const [left, setLeft] = useState(Math.ceil(retryMs / 1_000))
  useEffect(() => {
    const shown = setTimeout(onOver, Math.max(retryMs, 6_000))
    setLeft(Math.ceil(retryMs / 1_000))
    const counting = setInterval(() => setLeft(seconds => Math.max(0, seconds - 1)), 1_000)
    return () => {
      clearTimeout(shown)
      clearInterval(counting)
    }
  }, [notTaken])
  return (
    <>
      {words.refusals[code] ?? words.refused} {left > 0 && words.retryIn(left)}
    </>
  )
}
