import { type Hook, z } from '@hono/zod-openapi'
import type { Env } from 'hono'
import { errorBodySchema } from '../errors/error-body.ts'
import { RequestError } from '../errors/request-error.ts'

/** A body of JSON, in a request or an answer, as the OpenAPI document describes it. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** Null, or of a schema that has a name: `nullable()` would give the name to both, and the document would say neither. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()])
}

/** A route's request: one body of JSON that must be there. */
export function bodyOf<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}

/** How every route that takes a body can fail. */
export const failures = {
  400: json(errorBodySchema, 'the request, or what it asks for, is wrong'),
  413: json(errorBodySchema, 'the request is too large'),
  500: json(errorBodySchema, 'the server failed'),
}

/** A body that is not of the route's shape becomes the same error as everything else. */
export function validationHook<E extends Env>(
  ...[result, { req }]: Parameters<Hook<unknown, E, string, unknown>>
): void {
  if (result.success) return
  if (result.target === 'json' && !/^application\/(.+\+)?json\b/i.test(req.header('content-type') ?? '')) {
    throw new RequestError('REQUEST_UNREADABLE', { message: 'the body of the request is not said to be JSON' })
  }
  throw invalid(result.error.issues)
}

/** The same for who asks in the process. */
export function parsed<Output, Input>(schema: z.ZodType<Output, Input>, input: Input): Output {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  throw invalid(error.issues)
}

function invalid(issues: readonly z.core.$ZodIssue[]): RequestError {
  const problems = issues.map(({ path, message }) => ({ path: placeOf(path), message }))
  const said = problems.map(({ path, message }) => `${path || 'the body'}: ${message}`).join('; ')
  return new RequestError('REQUEST_INVALID', {
    message: `this endpoint expects another request: ${said}`,
    details: { problems },
  })
}

/** A header has a name that is no identifier, and stands as it is. */
function placeOf(path: readonly PropertyKey[]): string {
  const [only] = path
  return path.length === 1 && typeof only === 'string' ? only : z.core.toDotPath(path)
}
