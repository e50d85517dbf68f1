import { Hono } from 'hono'
import { referencePage } from './page.ts'
import { stylesheet } from './stylesheet.ts'

// GET /docs               the reference, for people
// GET /docs/reference.css

/** The page is made of the document that programs read, and runs no script. */
export function referenceRoutes(document: () => unknown): Hono {
  let page: ReturnType<typeof referencePage> | undefined
  return new Hono()
    .get('/docs', (c) => {
      page ??= referencePage(document())
      return c.html(page)
    })
    .get('/docs/reference.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }))
}
