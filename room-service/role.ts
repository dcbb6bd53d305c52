// The room service's public face: joining, and what the application does with its key.

import { randomBytes } from 'node:crypto'
import { Spreads } from '../engine/placement/spreads.ts'
import { Speakers } from '../engine/uplink/speakers.ts'
import { hasKey, requireKey } from '../http/keys.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import { makeTokenReader } from './application-token.ts'
import { Broadcaster } from './broadcast.ts'
import type { RoomServiceDeps } from './deps.ts'
import { EdgeCheck } from './edge-check.ts'
import { type JoinDeps, joinRoom } from './join.ts'
import { JoinBudget } from './join-budget.ts'
import { Openings } from './openings.ts'
import {
  BroadcastAnswer,
  BroadcastBody,
  JoinBody,
  Joined,
  MessagesAnswer,
  MessagesBody,
  SayAnswer,
  SayBody,
} from './public-schemas.ts'
import { RoomOpener } from './room-opener.ts'
import { RoomRecords } from './room-records.ts'
import { answerRoom, KEYED } from './room-route.ts'
import { Seating } from './seating.ts'
import { speak } from './speak.ts'
import { SpeechPaces } from './speech-paces.ts'
import { openStream } from './stream.ts'
import { streamRoutes } from './stream-routes.ts'
import { ViewersSpeech } from './viewers-speech.ts'

export async function roomServiceRole(app: Server, deps: RoomServiceDeps): Promise<void> {
  const { applicationKey, roomsPerGuest, viewersPerEdge, joinsPerSecond, gray, confirmEdges } =
    deps.options
  const records = new RoomRecords(deps.settings, deps.now)
  records.start()
  app.addHook('onClose', async () => records.stop())
  const spreads = new Spreads({ ...deps, viewersPerEdge })
  const edgeCheck = new EdgeCheck({ ...deps, asks: confirmEdges })
  edgeCheck.start()
  app.addHook('onClose', async () => edgeCheck.stop())
  joinRoute(app, {
    ...{ ...deps, edgeCheck },
    readToken: makeTokenReader(applicationKey),
    opener: new RoomOpener({
      openings: new Openings(roomsPerGuest),
      now: deps.now,
      openStream: async room => {
        const { stream } = await openStream(deps, room)
        records.forget(room)
        return stream
      },
    }),
    budget: new JoinBudget(joinsPerSecond, deps.now, deps.random),
    records,
    seating: new Seating(deps.places, spreads, gray),
    spreads,
  })
  streamRoutes(app, { ...deps, records })
  messagesRoute(app, deps)
  broadcastRoute(app, deps)
  const speakers = new Speakers(deps.steps, deps.count)
  const paces = speechPaces(app, deps)
  sayRoute(app, new ViewersSpeech({ ...deps, records, speakers, paces, spreads }))
}

function speechPaces(
  app: Server,
  { options, budgets, budgeted, now }: RoomServiceDeps,
): SpeechPaces {
  const name = `room-service-${randomBytes(8).toString('hex')}`
  const paces = new SpeechPaces({ budgets, name, everyMs: options.budgetMs, count: budgeted, now })
  paces.start()
  app.addHook('onClose', async () => paces.stop())
  return paces
}

function joinRoute(app: Server, deps: JoinDeps): void {
  const key = deps.options.applicationKey
  app.post(
    '/v1/rooms/:room/join',
    {
      schema: {
        tags: ['viewers'],
        summary: 'Be let into a room',
        description:
          'With the application’s key, viewer, role and level are believed. Without it, a token of the application or an earlier ticket says who comes; else it is a guest.',
        params: RoomParams,
        body: JoinBody,
        response: { 200: Joined, ...REFUSED },
      },
    },
    async (request, reply) => {
      const withKey = hasKey(request, key)
      // A key that does not fit is a mistake that its owner wants to hear of.
      const wrongKey = request.headers.authorization !== undefined && !withKey
      const { ip: address } = request
      const { region, edge, ...claimed } = request.body
      await answerRoom(request.params.room, reply, async room =>
        wrongKey
          ? { why: 'badKey' }
          : joinRoom(deps, { room, claimed, region, edge, withKey, address }),
      )
    },
  )
}

function messagesRoute(app: Server, deps: RoomServiceDeps): void {
  app.post(
    '/v1/rooms/:room/messages',
    {
      onRequest: requireKey(deps.options.applicationKey),
      schema: {
        tags: ['application'],
        summary: 'Say something in a room: gifts, notices, any kind, any priority',
        security: KEYED,
        params: RoomParams,
        body: MessagesBody,
        response: { 200: MessagesAnswer, ...REFUSED },
      },
    },
    (request, reply) =>
      answerRoom(request.params.room, reply, room => speak(deps, room, request.body.messages)),
  )
}

function broadcastRoute(app: Server, deps: RoomServiceDeps): void {
  const broadcaster = new Broadcaster(deps)
  app.post(
    '/v1/broadcast',
    {
      onRequest: requireKey(deps.options.applicationKey),
      schema: {
        tags: ['application'],
        summary: 'Say something in all rooms that somebody is in, spread over a while',
        description:
          'A message like any other in each room whose stream is on: a notice, unless it says otherwise. Each edge is told once. The same cid again is the same message.',
        security: KEYED,
        body: BroadcastBody,
        response: { 200: BroadcastAnswer, ...REFUSED },
      },
    },
    async (request, reply) => {
      const ordered = await broadcaster.say(request.body)
      return 'why' in ordered ? sendRefusal(reply, ordered) : ordered
    },
  )
}

function sayRoute(app: Server, speech: ViewersSpeech): void {
  app.post(
    '/v1/rooms/:room/say',
    {
      schema: {
        tags: ['viewers'],
        summary: 'Say something without being on an edge, with a ticket',
        params: RoomParams,
        body: SayBody,
        response: { 200: SayAnswer, ...REFUSED },
      },
    },
    (request, reply) => {
      const { ticket, ...words } = request.body
      return answerRoom(request.params.room, reply, room => speech.say(room, ticket, words))
    },
  )
}
