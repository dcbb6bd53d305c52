// A cluster whose viewers sit on its edges in turn, at the application's wish, however few they
// are: what one of them says passes from edge to edge before another hears it.

import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { Live, type OpenLive } from '../flows/live.ts'

type EdgesPage = { readonly edges: readonly { readonly id: string }[] }

export class SpreadLive extends Live {
  /** The ids of all there are. */
  readonly edges: readonly string[]
  #joined = 0

  /** The same clusters, and so the same rooms, with viewers spread like this. */
  static over(open: OpenLive): (...asked: Parameters<OpenLive>) => Promise<SpreadLive> {
    return async (t, env) => {
      const live = await open(t, env)
      const { body } = await live.operator<EdgesPage>('GET', '/admin/v1/edges')
      const ids = body.edges.map(({ id }) => id)
      return new SpreadLive(live, ids)
    }
  }

  private constructor({ barrage, lobby }: Live, edges: readonly string[]) {
    super(barrage, { lobby })
    this.edges = edges
  }

  /** Who came n-th sits on the n-th edge, and after the last on the first again. */
  protected override letIn(room: string, body: object): Promise<JoinAnswer> {
    const viewer = `account-${this.#joined}`
    const edge = this.edges[this.#joined++ % this.edges.length]
    const { application } = this.barrage.keys
    return super.letIn(room, { viewer, name: viewer, edge, ...body }, application)
  }
}
