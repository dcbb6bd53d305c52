// The room that a run happens in: its stream is opened and its settings are set before the
// crowd comes, and it is left as it was found.

import { ask, roomUrl } from '../../client/ask.ts'
import { BarrageError } from '../../client/barrage-error.ts'
import { join } from '../../client/join.ts'
import { Fault } from '../../engine/fault.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import type { RoomSettings } from '../../engine/room.ts'
import { checkHost } from '../allowed-host.ts'
import { Application } from '../application.ts'
import type { Plan } from './plan.ts'

export type Stage = {
  readonly stream: string
  /** Nobody else speaks here, the server neither: the stream was opened for this run. */
  readonly alone: boolean
  readonly application: Application | undefined
  /** With the key when guests are not let in. */
  readonly joinKey: string | undefined
  /** Where the server answers, and its edges: `http://127.0.0.1:8080` */
  readonly addresses: readonly string[]
  readonly notes: readonly string[]
  readonly close: () => Promise<void>
}

/** @throws Fault `server-refused`: it does not answer, or does not let us */
export async function openStage(plan: Plan): Promise<Stage> {
  const { server, room, key } = plan
  const application = key ? new Application({ server, room, key }) : undefined
  try {
    const opened = await application?.openStream()
    const notes: string[] = []
    const joinKey = plan.joinByKey ? key : await guestsAllowed(plan, notes)
    const joined = await join(server, room, joinKey ? { key: joinKey, viewer: 'crowd' } : {})
    for (const edge of joined.edges) checkHost(edge, plan)
    const { unset, putBack } = await setUp(plan)
    notes.push(...unset)
    return {
      stream: opened?.stream ?? joined.stream,
      alone: plan.room.startsWith('load-') && opened?.ours !== false && unset.length === 0,
      application,
      joinKey,
      addresses: [server, ...joined.edges.map(edge => edge.replace(/^ws/, 'http'))],
      notes,
      close: async () => {
        if (opened?.ours) await application?.closeStream().catch(gone)
        await putBack().catch(gone)
      },
    }
  } catch (error) {
    if (!(error instanceof BarrageError)) throw error
    throw new Fault('server-refused', `${server}: ${error.message}`, error)
  }
}

/** @returns the key to join with, when guests are not let in */
async function guestsAllowed({ server, room, key }: Plan, notes: string[]) {
  try {
    await join(server, room)
    return undefined
  } catch (error) {
    const refused = error instanceof BarrageError && error.code === REFUSALS.noGuests.code
    if (!refused || !key) throw error
    notes.push('guests are not let in: joins are made with the application’s key')
    return key
  }
}

type SetUp = {
  /** What could not be set, in words. */
  readonly unset: readonly string[]
  /** Gives the room the settings that it had. */
  readonly putBack: () => Promise<void>
}

async function setUp({ scenario, admin, operatorKey, room }: Plan): Promise<SetUp> {
  const settings = { enterNotices: false, ...scenario.room } // every message is to be ours
  const names = Object.keys(settings)
  const unset = (why: string): SetUp => {
    const text = `the room keeps its own settings (${names.join(', ')} of the scenario not set): ${why}`
    return { unset: [text], putBack: async () => {} }
  }
  if (!admin || !operatorKey) return unset('no operator’s key')
  const key = operatorKey
  const url = roomUrl(admin, room).replace('/v1/', '/admin/v1/')
  const put = async (these: Partial<RoomSettings>) => {
    for (const [path, body] of changes(these))
      await ask(`${url}/${path}`, { method: 'PUT', body, key })
  }
  try {
    const had = (await ask(url, { method: 'GET', key })) as { settings: RoomSettings }
    await put(settings)
    const before = Object.entries(had.settings).filter(([name]) => names.includes(name))
    return { unset: [], putBack: () => put(Object.fromEntries(before)) }
  } catch (error) {
    return unset((error as Error).message)
  }
}

/** The server may be, by now. */
function gone(): void {}

/** Quota and priorities have routes of their own. */
function changes({ quota, priorities, ...rest }: Partial<RoomSettings>): [string, unknown][] {
  return [
    ...(quota ? [['quota', quota] as [string, unknown]] : []),
    ...(priorities ? [['priorities', priorities] as [string, unknown]] : []),
    ...(Object.keys(rest).length > 0 ? [['settings', rest] as [string, unknown]] : []),
  ]
}
