// An HTTP server as every role has one: the same answers to mistakes, the same headers, and
// routes that are checked against their schemas.
//
// It trusts no proxy's headers, and it logs no line per request: requests are counted.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  fastify,
  LogController,
  type onRequestHookHandler,
  type RawServerDefault,
} from 'fastify'
import helmet from 'helmet'
import { answerError, answerNotFound } from './errors.ts'

export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** 500 messages of the application, each as large as a frame may be by default: 2 MB. */
const BODY_BYTES = 2_097_152
/** As long as Node lets a request's head be, so that a name too long is told so, and not "not found". */
const LONGEST_PARAMETER = 16_384
/** A request comes in one piece or soon after. */
const REQUEST_MS = 30_000
/** Node looks for those that are late every 30 s, which would make of 30 s up to a minute. */
const LOOK_FOR_LATE_MS = 1_000
/** What is under way when we end has this long: a request takes milliseconds. */
const LAST_REQUESTS_MS = 1_000
/**
 * What a page of ours needs: its own files, inline styles, WebSockets and polls to any edge, and the
 * video that its address names, from wherever that is.
 */
const PAGE_POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:', 'http:', 'https:'],
  connectSrc: ["'self'", 'ws:', 'wss:', 'http:', 'https:'],
  objectSrc: ["'none'"],
  // TLS is the door's business: over plain HTTP the upgrade would break every link.
  upgradeInsecureRequests: null,
}

// Made once: @fastify/helmet makes it anew for each request, and shows in a profile of joins.
const safe = helmet({
  contentSecurityPolicy: { useDefaults: true, directives: PAGE_POLICY },
  strictTransportSecurity: false,
})

/** A route whose answers no browser takes for a page has `config: NO_PAGE`. */
export const NO_PAGE = { noPage: true } as object

const keepPagesSafe: onRequestHookHandler = ({ raw, routeOptions }, reply, done) => {
  if ('noPage' in routeOptions.config) done()
  else safe(raw, reply.raw, error => done(error as Error | undefined))
}

export type ServerOptions = {
  readonly log: FastifyBaseLogger
  /** How long a request may take to come in, head and body; who dribbles one is told 408. */
  readonly requestMs?: number
}

export function makeServer({ log, requestMs = REQUEST_MS }: ServerOptions): Server {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    bodyLimit: BODY_BYTES,
    requestTimeout: requestMs,
    http: {
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(LOOK_FOR_LATE_MS, requestMs),
    },
    // Fastify's own 503 leaves an upgrade's socket open for ever, and `close` waits for it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: answerError,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.removeContentTypeParser('text/plain') // bodies are JSON; another type is told so
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerNotFound)
  app.addHook('onRequest', keepPagesSafe)
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), LAST_REQUESTS_MS).unref()
  })
  return app
}
