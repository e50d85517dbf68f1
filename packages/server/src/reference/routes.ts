import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { about } from './document.ts'
import { referencePage } from './page.ts'
import { stylesheet } from './stylesheet.ts'

// GET /docs              the reference, for people
// GET /docs/reference.css

/** The page is made of the document that programs read, and runs no script. */
export function referenceRoutes(app: () => Pick<OpenAPIHono, 'getOpenAPI31Document'>): Hono {
  return new Hono()
    .get('/docs', (c) => c.html(referencePage(app().getOpenAPI31Document(about))))
    .get('/docs/reference.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }))
}
