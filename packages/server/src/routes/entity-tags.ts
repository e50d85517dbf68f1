import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { RequestError } from '../errors/request-error.ts'
import { entityTag, namesTag } from '../services/entity-tag.ts'
import type { ApiEnv } from './caller.ts'

/** The headers of a route whose service looks at `call.ifMatch`. */
export const ifMatch = z.object({
  'if-match': z
    .string()
    .max(1000)
    .optional()
    .openapi({ description: 'the ETag of what one has read: where it is something else by now, nothing is done' }),
})

/** The answer 304 of a GET that has an entity tag without being of one thing: for what is looked at again and again. */
export const unchanged = { description: 'it is what If-None-Match names' }

const changing = new Set(['put', 'patch', 'delete'])

interface Tagged {
  /** GETs of one thing, and those that say so, which answer with an entity tag. */
  readonly shown: ReadonlySet<string>
  /** Changes that look at If-Match, by method and path. */
  readonly guarded: ReadonlySet<string>
}

/** A thing has an address of its own: it ends in what names the thing, or the thing is changed there. */
export function taggedRoutes(registry: OpenAPIHono['openAPIRegistry']): Tagged {
  const routes = registry.definitions.flatMap((definition) => (definition.type === 'route' ? [definition.route] : []))
  const changed = new Set(routes.filter(({ method }) => changing.has(method)).map(({ path }) => path))
  const isShown = ({ method, path, responses }: (typeof routes)[number]) =>
    method === 'get' && (path.endsWith('}') || changed.has(path) || 304 in responses) && isJson(responses[200])
  const asRouted = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')
  return {
    shown: new Set(routes.filter(isShown).map(({ path }) => asRouted(path))),
    guarded: new Set(
      routes
        .filter(({ request }) => [request?.headers].flat().includes(ifMatch))
        .map(({ method, path }) => `${method} ${asRouted(path)}`),
    ),
  }
}

function isJson(response: unknown): boolean {
  return JSON.stringify(Object.keys(contentOf(response))) === '["application/json"]'
}

function contentOf(response: unknown): object {
  return typeof response === 'object' && response !== null && 'content' in response ? (response.content ?? {}) : {}
}

/**
 * One thing that is read has an ETag, as has what says so; 304 answers whoever has it already. A change under If-Match is refused where
 * its endpoint does not look at it: it would be done whatever had happened.
 */
export function entityTags(app: () => Pick<OpenAPIHono, 'openAPIRegistry'>): MiddlewareHandler<ApiEnv> {
  let tagged: Tagged | undefined
  return async (c, next) => {
    tagged ??= taggedRoutes(app().openAPIRegistry)
    const method = c.req.method.toLowerCase()
    const path = routePath(c, -1)
    const reads = method === 'get' || method === 'head'
    if (!reads && c.req.header('if-match') !== undefined && !tagged.guarded.has(`${method} ${path}`)) {
      throw new RequestError('REQUEST_INVALID', {
        message: 'this endpoint does not look at If-Match, and would change what is there whatever it is',
        details: { problems: [{ path: 'if-match', message: 'leave it out' }] },
      })
    }
    await next()
    if (!reads || c.res.status !== 200 || !tagged.shown.has(path)) return
    const { headers } = c.res
    const body = await c.res.text()
    const tag = entityTag(body)
    const known = namesTag(c.req.header('if-none-match') ?? '', tag)
    headers.set('etag', tag)
    // Or Hono would make another one of both.
    c.res = undefined
    c.res = new Response(known ? null : body, { status: known ? 304 : 200, headers })
  }
}
