// The import routes of a server, as `barrage import` meets them: what was asked, what came, and
// what they answer instead when a test says so.

import type { Fetch } from '../../client/ask.ts'
import { REFUSALS, type Refusal } from '../../engine/refusal.ts'
import type { Batch, ImportedMessage } from '../../recordings/imports-api.ts'

export class FakeImports {
  readonly asked: string[] = []
  readonly keys = new Set<string | undefined>()
  readonly batches: Batch[] = []
  begun: { readonly room?: string; readonly openedAt?: number } = {}
  durationMs: number | undefined
  dropped = false
  /** How many batches are being stored, and the most there ever were. */
  storing = 0
  mostStoring = 0
  /** What the next requests of a kind are refused with. */
  readonly refusals: Partial<Record<'begin' | 'add' | 'end', (Refusal | 'lost')[]>> = {}

  get messages(): readonly ImportedMessage[] {
    return [...this.batches].sort((a, b) => a.first - b.first).flatMap(({ messages }) => messages)
  }

  readonly pause = async () => {}

  readonly fetch: Fetch = async (url, { method, headers, body = '{}' }) => {
    this.asked.push(`${method} ${new URL(url).pathname}`)
    this.keys.add(headers.authorization)
    const what = { 'POST imports': 'begin', 'POST messages': 'add', 'PUT s1': 'end' } as const
    const asked = what[`${method} ${url.split('/').at(-1)}` as keyof typeof what]
    this.mostStoring = Math.max(this.mostStoring, ++this.storing)
    await new Promise(setImmediate)
    this.storing--
    const refusal = asked && this.refusals[asked]?.shift()
    if (refusal && refusal !== 'lost') return answered(REFUSALS[refusal].status, REFUSALS[refusal])
    const answer = this.#take(asked, JSON.parse(body))
    if (refusal === 'lost') throw new TypeError('the connection broke')
    return answered(200, answer)
  }

  #take(
    asked: 'begin' | 'add' | 'end' | undefined,
    body: Readonly<Record<string, unknown>>,
  ): object {
    if (asked === 'begin') this.begun = body
    else if (asked === 'end') this.durationMs = Number(body.durationMs)
    else if (asked === 'add') return this.#add(body as unknown as Batch)
    else this.dropped = true
    return { stream: 's1' }
  }

  #add(batch: Batch): object {
    if (!this.batches.some(({ first }) => first === batch.first)) this.batches.push(batch)
    const refused = batch.messages.filter(({ body }) => body.text === 'no')
    return {
      taken: batch.messages.length - refused.length,
      refused: refused.map(({ cid }) => ({ cid, ...REFUSALS.empty })),
    }
  }
}

function answered(status: number, body: unknown) {
  return { ok: status < 400, status, json: async () => body }
}
