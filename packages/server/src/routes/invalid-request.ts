import type { Hook } from '@hono/zod-openapi'
import { UnderstudyError } from '@understudy/sdk'
import type { Env } from 'hono'

/** A body that is not of the route's shape becomes the same error as everything else. */
export const validationHook: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return
  const problems = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new UnderstudyError('USAGE', {
    operation: 'read the request',
    message: `the request is not as this endpoint expects it: ${problems.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; ')}`,
    hint: 'Compare the request with /api/openapi.json.',
    details: { problems },
  })
}
