import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from 'hono'
import { type Action, isAction } from '../auth/permissions.ts'
import { errorBodySchema } from '../errors/error-body.ts'
import { failures, json } from './contract.ts'

/** What a route asks of its caller. `anyone` need not be known at all; `someone` needs no more than to be known. */
export type Need = Action | 'anyone' | 'someone'

/** Part of a route's definition: in the OpenAPI document too, where tests find what to attack. */
export function permission(need: Need) {
  const security: Record<string, string[]>[] = need === 'anyone' ? [] : [{ bearer: [] }, { cookie: [] }]
  return { 'x-permission': need, security }
}

/** How a route that asks who is there can fail. */
export const refusals = {
  ...failures,
  401: json(errorBodySchema, 'the caller is not known, or no longer'),
  403: json(errorBodySchema, 'the caller may not do this'),
  404: json(errorBodySchema, 'there is no such thing, or it is none of the caller’s business'),
  409: json(errorBodySchema, 'it contradicts what is there'),
  429: json(errorBodySchema, 'too many requests'),
}

/**
 * Throws where a route below /api does not say who may use it, so that a server with such a route does not start. `open`
 * lists those that are described nowhere, such as the reference itself: `GET /api/docs`.
 */
export function assertPermissions<E extends Env>(app: OpenAPIHono<E>, open: ReadonlySet<string>): void {
  const declared = new Map<string, unknown>()
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { method, path, 'x-permission': need } = definition.route
    declared.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, need)
  }
  const silent = [
    ...new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)),
  ]
    .filter((route) => route.includes(' /api/') && !open.has(route))
    .filter((route) => !isNeed(declared.get(route)))
  if (silent.length > 0) throw new Error(`these routes do not say who may use them: ${silent.join(', ')}`)
}

function isNeed(need: unknown): need is Need {
  return need === 'anyone' || need === 'someone' || (typeof need === 'string' && isAction(need))
}
