import { type ClientRequestOptions, hc } from 'hono/client'
import type { App } from './app.ts'

/** The typed client: paths, bodies and answers come from the routes themselves. */
export const createClient = (url: string, options?: ClientRequestOptions) => hc<App>(url, options)
export type Client = ReturnType<typeof createClient>
