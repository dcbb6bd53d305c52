// The API's description, made from the routes' schemas: `/openapi.json`, and a page to browse
// it at `/docs`. Registered before the routes it is to know of.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { Server } from './server.ts'

export type ApiTitle = { readonly title: string; readonly description: string }

export function registerOpenApi(app: Server, { title, description }: ApiTitle): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version: 'v1' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
  })
  app.register(swaggerUi, { routePrefix: '/docs' })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
