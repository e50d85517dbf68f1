import { z } from 'zod'
import { exampleOf } from '../src/reference/fields.ts'
import { documentSchema, type Shape, type Shapes } from '../src/reference/model.ts'
import type { Need } from '../src/routes/permission.ts'
import type { testServer } from './server.ts'

/** One thing that the API does, as its document says. */
export interface Endpoint {
  readonly method: string
  /** /api/teams/{team}/datasets */
  readonly path: string
  readonly need: Need
  readonly params: readonly string[]
  readonly query: readonly string[]
  /** A body of JSON that holds what must be in it. */
  readonly body: unknown
  /** It takes bytes and no JSON. */
  readonly takesBytes: boolean
}

const describedSchema = documentSchema.pick({ components: true }).extend({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ in: z.string(), name: z.string() })).optional(),
        requestBody: z
          .object({
            content: z.record(
              z.string(),
              z.object({ schema: documentSchema.shape.components.shape.schemas.valueType }),
            ),
          })
          .optional(),
      }),
    ),
  ),
})

type App = Awaited<ReturnType<typeof testServer>>['app']

/** Every endpoint of the app, out of its own routes: one that is added is among them. */
export function endpointsOf(app: App): Endpoint[] {
  const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'endpoints', version: '1' } })
  const { paths, components } = describedSchema.parse(JSON.parse(JSON.stringify(document)))
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const { method, path, 'x-permission': need } = definition.route
    const { parameters = [], requestBody } = paths[path]?.[method] ?? {}
    const named = (where: string) => parameters.filter((one) => one.in === where).map(({ name }) => name)
    const json = requestBody?.content['application/json']
    return [
      {
        method: method.toUpperCase(),
        path,
        need,
        params: named('path'),
        query: named('query'),
        body: json && bodyFor(json.schema, components.schemas),
        takesBytes: requestBody !== undefined && json === undefined,
      },
    ]
  })
}

function bodyFor(shape: Shape, shapes: Shapes): unknown {
  return exampleOf(shape.anyOf?.[0] ?? shape, shapes)
}
