import { z } from '@hono/zod-openapi'
import { wholeField, wholeFieldOr } from './fields.ts'

const ofNext = { description: '`next` of the page before' }

/** Where the next page of a list begins that is told by names, ids or times. */
export const cursorField = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u)
  .optional()
  .openapi(ofNext)
/** The same of a list whose entries have numbers that grow. */
export const positionField = wholeField(1, Number.MAX_SAFE_INTEGER).optional().openapi(ofNext)
export const limitField = wholeFieldOr(50, 1, 200)
/** Of an answer: the `cursor` of the next page, if there is one. */
const ofAnswer = { description: '`cursor` of the next page, if there is one' }
export const nextField = z.string().nullable().openapi(ofAnswer)
export const nextPositionField = z.number().int().nullable().openapi(ofAnswer)
