// The viewer page, as vite built it: files named by their content are cacheable for ever,
// the page that names them never is.

import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Server } from './server.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_EVERY_TIME = 'no-cache'

/** @param folder where the page was built to; a folder that is not there serves nothing */
export function servePage(app: Server, folder: string): void {
  const root = resolve(folder)
  app.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const named = path.startsWith(resolve(root, 'assets'))
      reply.header('cache-control', named ? FOR_EVER : ASK_EVERY_TIME)
    },
  })
}
