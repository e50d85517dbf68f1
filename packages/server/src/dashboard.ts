import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type MiddlewareHandler } from 'hono'

/**
 * The page is asked for anew each time; what it loads bears a hash in its name and is kept for good. Each screen has an
 * address of its own, which the page itself reads: whoever opens one in a browser gets the page.
 */
export function dashboardRoutes(root: string): Hono {
  const page = serveStatic({ root, path: 'index.html' })
  return new Hono()
    .use('/assets/*', kept('public, max-age=31536000, immutable'), serveStatic({ root, precompressed: true }))
    .get('/', kept('no-cache'), page)
    .use('*', async (c, next) => {
      const { method, path } = c.req
      if (method !== 'GET' || !isScreen(path, c.req.header('accept') ?? '')) return next()
      const shown = await page(c, next)
      shown?.headers.set('cache-control', 'no-cache')
      return shown
    })
}

/** Names of files and what programs ask for are no screens: they are not there, and are told so. */
function isScreen(path: string, accept: string): boolean {
  return accept.includes('text/html') && !/^\/(?:api|assets)(?:\/|$)/.test(path)
}

/** Only of a file that is there: a missing one may come. */
function kept(how: string): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (c.res.ok) c.header('cache-control', how)
  }
}
