import type { OpenAPIHono } from '@hono/zod-openapi'
import { formats } from '@understudy/sdk/formats'
import { isCreating } from '../routes/creates.ts'
import { taggedRoutes, unchanged } from '../routes/entity-tags.ts'

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>
type Operation = NonNullable<NonNullable<OpenApiDocument['paths']>[string]['get']>

const error = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})
const text = (description: string) => ({ schema: { type: 'string' as const }, description })
const header = (name: string, description: string, more: object = {}) => ({
  name,
  in: 'header' as const,
  required: false,
  schema: { type: 'string' as const, ...more },
  description,
})

/** What holds of many routes and is said once: names, states of the server, and the headers that middleware reads and writes. */
export function complete(document: OpenApiDocument, registry: OpenAPIHono['openAPIRegistry']): OpenApiDocument {
  const { shown, guarded } = taggedRoutes(registry)
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    const routed = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = methods[method]
      if (!operation) continue
      operation.operationId = operationId(method, path)
      operation.tags = [tagOf(path)]
      answers(operation, {
        503: error('the server cannot reach its database for now'),
        507: error('the server has no room left to keep anything'),
      })
      streamed(operation)
      if (isCreating(method, operation.responses ?? {}, operation['x-permission'])) namedByKey(operation)
      if (method === 'get' && shown.has(routed)) tagged(operation)
      if (guarded.has(`${method} ${routed}`)) answers(operation, { 412: error('it has changed since it was read') })
    }
  }
  return withPlainPatterns(document)
}

/** Rows in a format, under the media type of that format. Routes say no more of them than that they are bytes; JSON is any. */
function streamed(operation: Operation): void {
  const response = operation.responses?.['200']
  if (response?.content?.['application/octet-stream'] === undefined) return
  const types = new Set(Object.values(formats).map(({ mediaType }) => mediaType))
  const bytes = { schema: { type: 'string' as const, format: 'binary' } }
  response.content = Object.fromEntries(
    [...types].map((type) => [type, type === 'application/json' ? { schema: {} } : bytes]),
  )
}

function answers(operation: Operation, more: Record<string, object>): void {
  operation.responses = { ...operation.responses, ...more }
}

function takes(operation: Operation, parameter: object): void {
  operation.parameters = [...(operation.parameters ?? []), parameter as never]
}

function namedByKey(operation: Operation): void {
  takes(
    operation,
    header('Idempotency-Key', 'a name for this request: sent again under it within a day, nothing is done twice', {
      pattern: '^[!-~]{1,200}$',
    }),
  )
  answers(operation, { 422: error('this idempotency key was used for another request') })
  const replayed = text('true where this is the answer that the first one got')
  for (const status of ['201', '202']) addHeader(operation, status, 'Idempotency-Replayed', replayed)
}

function tagged(operation: Operation): void {
  takes(operation, header('If-None-Match', 'the ETag of what one has: 304 where it is still that'))
  addHeader(operation, '200', 'ETag', text('changes with what is shown; for If-Match and If-None-Match'))
  answers(operation, { 304: unchanged })
}

function addHeader(operation: Operation, status: string, name: string, described: object): void {
  const response = operation.responses?.[status]
  if (response) response.headers = { ...response.headers, [name]: described }
}

/** `getTeamsByTeamDatasets`: of method and path, so that it changes with nothing else. */
function operationId(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'api')
  return method + parts.map((part) => (part.startsWith('{') ? `By${capital(part.slice(1, -1))}` : camel(part))).join('')
}

function camel(part: string): string {
  return part.split('-').map(capital).join('')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const generation = new Set(['kinds', 'validate', 'plan', 'preview', 'generate'])

/** The noun that a path is about. */
function tagOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'api' && !part.startsWith('{'))
  const [first = '', second] = parts
  const noun = (first === 'teams' || first === 'system') && second !== undefined ? second : first
  if (generation.has(noun)) return 'generation'
  return noun === 'refresh' || noun === 'archive' ? 'datasets' : noun
}

/** Regular expressions of JSON Schema have no flags, and are of Unicode: what stands behind the last slash is no part of one. */
function withPlainPatterns(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'pattern' && typeof value === 'string' ? value.replace(/\/[a-z]+$/, '') : value,
  )
}
