import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type MiddlewareHandler } from 'hono'

/** The page is asked for anew each time; what it loads bears a hash in its name and is kept for good. */
export function dashboardRoutes(root: string): Hono {
  return new Hono()
    .use('/assets/*', kept('public, max-age=31536000, immutable'), serveStatic({ root }))
    .get('/', kept('no-cache'), serveStatic({ root, path: 'index.html' }))
}

/** Only of a file that is there: a missing one may come. */
function kept(how: string): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (c.res.ok) c.header('cache-control', how)
  }
}
