// One line of the chat. Everything a viewer wrote reaches the page as a text node.

import { cssColour, hueOf } from '../curtain/colour.ts'
import { Glyph } from '../look/glyph.tsx'
import type { Words } from '../words/words.ts'
import { type Line, type Said, textOf } from './lines.ts'
import { memo } from './memo.ts'
import { priceLabel } from './price-label.ts'

type Props = { line: Line; words: Words }

export const ChatLine = memo(function ChatLine({ line, words }: Props) {
  const { said, own, state } = line
  const kind = said.kind ?? 'danmaku'
  return (
    <div
      class="line"
      data-chat={line.key}
      data-kind={kind}
      data-own={own || undefined}
      data-state={state}
    >
      {kind === 'notice' ? (
        <Notice said={said} words={words} />
      ) : (
        <Spoken said={said} words={words} />
      )}
      {state !== 'said' && (
        <span class="fate">{state === 'refused' ? words.notSaid : words.underWay}</span>
      )}
    </div>
  )
})

function Spoken({ said, words }: { said: Said; words: Words }) {
  const { id, name, role } = said.from
  return (
    <>
      {role && role !== 'viewer' && (
        <span class="role" data-role={role}>
          {words.roles[role]}
        </span>
      )}
      <bdi class="name" style={{ '--hue': hueOf(id) }}>
        {name}
      </bdi>
      <span class="unseen">: </span>
      <What said={said} words={words} />
      {said.plus !== undefined && (
        <span class="plus" data-plus={said.plus}>
          <span aria-hidden="true">+{said.plus.toLocaleString(words.lang)}</span>
          <span class="unseen">{words.andMore(said.plus)}</span>
        </span>
      )}
    </>
  )
}

function What({ said, words }: { said: Said; words: Words }) {
  const { kind = 'danmaku', body } = said
  if (kind === 'gift') return <Gift body={body} words={words} />
  if (kind === 'like') return <span class="did">{words.liked(countOf(body))}</span>
  if (kind === 'enter') return <span class="did">{words.entered}</span>
  return (
    <>
      {typeof body.color === 'number' && (
        <i class="dab" style={{ '--dab': cssColour(body.color) }} aria-hidden="true" />
      )}
      {kind === 'superchat' && <span class="price">{priceLabel(body, words.lang)}</span>}
      <bdi class="text">{textOf(body)}</bdi>
    </>
  )
}

function Gift({ body, words }: { body: Said['body']; words: Words }) {
  // A gift of an imported stream brings its name: it is in nobody's catalogue.
  const [name = ''] = [body.name, body.gift].filter(one => typeof one === 'string')
  const count = countOf(body)
  return (
    <>
      <span class="did">{words.gave}</span>
      <span class="gift">
        <Glyph name="gift" />
        <bdi>{words.gift(name, count)}</bdi>
      </span>
    </>
  )
}

function Notice({ said, words }: { said: Said; words: Words }) {
  return (
    <>
      <span class="notice-mark">
        <Glyph name="notice" />
        {words.notice}
      </span>
      <bdi class="text">{textOf(said.body)}</bdi>
    </>
  )
}

function countOf({ count }: Said['body']): number {
  return typeof count === 'number' ? count : 1
}
