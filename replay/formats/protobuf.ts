// As much of protobuf's encoding as segso needs: whole numbers as varints, texts and messages
// with their length in front (protobuf.dev/programming-guides/encoding). A field of its default
// is left out, as proto3 has it.

const VARINT = 0
const LENGTH_DELIMITED = 2

export function numberField(field: number, value: number | bigint): Buffer {
  const whole = BigInt(value)
  return whole === 0n ? EMPTY : Buffer.concat([key(field, VARINT), varint(whole)])
}

/** Half a surrogate pair becomes U+FFFD: a reader may refuse what is no UTF-8. */
export function textField(field: number, text: string): Buffer {
  return text === '' ? EMPTY : bytesField(field, Buffer.from(text))
}

/** A message, or anything else that is bytes already. */
export function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([key(field, LENGTH_DELIMITED), varint(BigInt(bytes.length)), bytes])
}

const EMPTY = Buffer.alloc(0)

function key(field: number, wireType: number): Buffer {
  return varint(BigInt((field << 3) | wireType))
}

/** Seven bits a byte, the lowest first; of a negative number the 64 bits of its complement. */
function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}
