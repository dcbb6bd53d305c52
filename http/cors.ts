// Pages of other origins may use the public API: that is what it is for. Nothing here goes by
// cookies, so a page can do no more than its visitor could anyway; and it may not send a key,
// because a key has no business in a browser.

import type { Server } from './server.ts'

/** A day: browsers ask again no sooner than they allow themselves. */
const REMEMBER_S = 86_400

export function allowOtherPages(app: Server): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*')
    reply.header('access-control-expose-headers', 'etag, retry-after')
    if (!request.headers['access-control-request-method']) return
    reply.header('access-control-allow-methods', 'GET, POST')
    reply.header('access-control-allow-headers', 'content-type')
    reply.header('access-control-max-age', REMEMBER_S)
    return reply.code(204).send()
  })
}
