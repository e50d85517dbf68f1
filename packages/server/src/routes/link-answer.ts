import { z } from '@hono/zod-openapi'
import type { Link } from '../services/auth/make-link.ts'

export const linkSchema = z
  .object({
    url: z
      .string()
      .openapi({ description: 'For the one whom it is for alone: whoever opens it first is taken for them.' }),
    expiresAt: z.iso.datetime(),
  })
  .openapi('Link')

export function linkAnswer({ url, expiresAt }: Link): z.infer<typeof linkSchema> {
  return { url, expiresAt: expiresAt.toISOString() }
}
