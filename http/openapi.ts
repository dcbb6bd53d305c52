// The API's description, made from the routes' schemas: `/openapi.json`, and a page to browse
// it at `/docs`. Await it before the routes that it is to know of.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { Server } from './server.ts'

export type ApiTitle = { readonly title: string; readonly description: string }

export async function registerOpenApi(
  app: Server,
  { title, description }: ApiTitle,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version: 'v1' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
