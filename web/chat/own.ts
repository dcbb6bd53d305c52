// A viewer's own comment flies the moment it is sent, and comes back from the room a little
// later: it must not fly twice. It is known again by the id that the acknowledgement brings;
// when the room's frame is quicker than the acknowledgement, by its text. What came back by
// its text is kept until the acknowledgement says so too.
//
// Pure: what is under way in, what is under way out.

export type UnderWay = {
  /** The page's own name for it, until it has an id. */
  readonly key: string
  readonly text: string
  /** Known from the acknowledgement. */
  readonly id?: string
  /** Came back before the acknowledgement did. */
  readonly back?: true
}

/** More than a viewer can have in the air; shadowed messages never come back, so it is bounded. */
const MOST = 50

export function sent(own: readonly UnderWay[], key: string, text: string): readonly UnderWay[] {
  return [...own, { key, text }].slice(-MOST)
}

export function acknowledged(
  own: readonly UnderWay[],
  key: string,
  id: string,
): readonly UnderWay[] {
  return own.flatMap(one => (one.key !== key ? [one] : one.back ? [] : [{ ...one, id }]))
}

export function refused(own: readonly UnderWay[], key: string): readonly UnderWay[] {
  return own.filter(one => one.key !== key)
}

/** `key`: this message has been shown already, under that name. */
export type Returned = { readonly own: readonly UnderWay[]; readonly key?: string }

/** A message of this viewer came from the room. */
export function returned(
  own: readonly UnderWay[],
  message: { readonly id: string; readonly text: string },
): Returned {
  const byId = own.find(({ id }) => id === message.id)
  if (byId) return { own: own.filter(one => one !== byId), key: byId.key }
  const byText = own.find(({ id, back, text }) => !id && !back && text === message.text)
  if (!byText) return { own }
  return {
    own: own.map(one => (one === byText ? { ...one, back: true } : one)),
    key: byText.key,
  }
}
