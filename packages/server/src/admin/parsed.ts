import { z } from 'zod'
import { RequestError } from '../errors/request-error.ts'

/** What a person typed, by the same fields as a request that asks for it. */
export function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  const problems = error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }))
  throw new RequestError('REQUEST_INVALID', {
    message: problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
    hint: 'Correct what is named.',
    details: { problems },
  })
}
