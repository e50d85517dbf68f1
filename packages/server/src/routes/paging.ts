import { z } from '@hono/zod-openapi'

/** A place in a list that grows at its end: what stands before it comes on the next page. */
export const beforeField = z.coerce
  .number()
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .openapi({ type: 'integer', description: '`next` of the page before' })
export const limitField = z.coerce.number().int().min(1).max(200).default(50).openapi({ type: 'integer' })
export const nextField = z
  .number()
  .int()
  .nullable()
  .openapi({ description: '`before` of the next page, if there is one' })
