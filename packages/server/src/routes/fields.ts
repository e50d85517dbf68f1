import { z } from '@hono/zod-openapi'
import { type Action, isAction, roles, scopes } from '../auth/permissions.ts'

/** A name for people: one line, without spaces around it. */
export const nameField = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'it holds characters that cannot be seen')
/** Words of people, in any number of lines: whatever a database can hold as text. */
export const proseField = z
  .string()
  .max(2000)
  .regex(/^[^\0\p{Cs}]*$/u, 'it holds what is no character')
export const emailField = z.email().max(254)
/** Of somebody who is there already, whatever it was called when they came. */
export const knownEmailField = z
  .string()
  .min(1)
  .max(254)
  .regex(/^\P{Cc}*$/u)
export const roleField = z.enum(roles)
export const slugField = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'small letters, digits, and single hyphens between them; a letter first')
  .min(2)
  .max(40)
/** An id, or a team's short name: what there is none of is looked for and not found. */
export const idField = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u)
/** A whole number in a path or a query: its digits and nothing else. */
export function wholeField(least: number, most: number) {
  return z
    .string()
    .regex(/^(0|[1-9]\d{0,15})$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().int().min(least).max(most))
    .openapi({ type: 'integer', minimum: least, maximum: most })
}
/** The same, and what it is where it is left out. */
export function wholeFieldOr(usual: number, least: number, most: number) {
  return wholeField(least, most)
    .default(usual)
    .openapi({ type: 'integer', minimum: least, maximum: most, default: usual })
}
export const scopeField = z
  .string()
  .refine((name): name is Action => isAction(name) && scopes.includes(name), `one of ${scopes.join(', ')}`)
  .openapi({ enum: [...scopes] })
export const passwordField = z.string().min(1).max(1000)
