// What the page's address asks for: `/?room=demo&region=eu&stream=…&video=…`. Anybody can write an
// address, so each part is looked at and the rest is left alone.

export type Address = {
  readonly room: string
  /** Where the viewer is, for edges near by. */
  readonly region: string | undefined
  /** A stream to play again, rather than the room live. */
  readonly stream: string | undefined
  /** A video to show under the comments, rather than the drawn stage. */
  readonly video: string | undefined
}

const ROOM = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/
/** As much as a join takes. */
const REGION = /^.{1,64}$/
const STREAM = /^[0-9a-z]{16}$/

/** @param base what a video's address is relative to */
export function readAddress(search: string, base: string): Address {
  const asked = new URLSearchParams(search)
  const room = asked.get('room') ?? ''
  const region = asked.get('region') ?? ''
  const stream = asked.get('stream') ?? ''
  return {
    room: ROOM.test(room) ? room : 'demo',
    region: REGION.test(region) ? region : undefined,
    stream: STREAM.test(stream) ? stream : undefined,
    video: videoAddress(asked.get('video'), base),
  }
}

/** Never `javascript:`, `data:` or anything else that is not fetched from a server. */
function videoAddress(asked: string | null, base: string): string | undefined {
  if (!asked || !URL.canParse(asked, base)) return undefined
  const { protocol, href } = new URL(asked, base)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}
