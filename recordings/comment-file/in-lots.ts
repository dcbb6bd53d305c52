// Items of a text that comes in pieces, as many at a time as a piece holds: one step of an
// asynchronous loop for each of a million comments would cost more than reading them. When the
// text breaks, what came before comes first.

/** Both throw a Fault where the text breaks. */
export type PieceReader<Item> = {
  read(piece: string): Iterable<Item>
  end(): Iterable<Item>
}

export async function* inLots<Item>(
  pieces: AsyncIterable<string>,
  reader: PieceReader<Item>,
): AsyncGenerator<readonly Item[]> {
  for await (const piece of pieces) yield* lotOf(reader.read(piece))
  yield* lotOf(reader.end())
}

function* lotOf<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  const lot: Item[] = []
  try {
    for (const item of items) lot.push(item)
  } catch (failure) {
    if (lot.length > 0) yield lot
    throw failure
  }
  if (lot.length > 0) yield lot
}
