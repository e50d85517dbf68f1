import type { OpenAPIHono } from '@hono/zod-openapi'

/**
 * The POSTs that create or start something, as their answers of 201 and 202 say, with the media type of their bodies. By
 * their paths as routes name them, `/api/teams/:team/datasets`. Signing in is none: whoever does is not known yet.
 */
export function creates(registry: OpenAPIHono['openAPIRegistry']): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const definition of registry.definitions) {
    if (definition.type !== 'route') continue
    const { method, path, responses, request, 'x-permission': need } = definition.route
    if (!isCreating(method, responses, need)) continue
    const [mediaType = ''] = Object.keys(request?.body?.content ?? {})
    found.set(path.replaceAll(/\{(\w+)\}/g, ':$1'), mediaType)
  }
  return found
}

export function isCreating(method: string, responses: object, need: unknown): boolean {
  return method === 'post' && need !== 'anyone' && ('201' in responses || '202' in responses)
}
