import { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import type { CleanupAnswer, CreateAnswer, RenewAnswer, VerifyAnswer } from '../wire.ts'

const counts = z.record(z.string(), z.number())
const one = z.object({ type: z.string(), id: z.string() })

const verify = z.object({
  testId: z.string(),
  prefix: z.string(),
  flag: z.string(),
  expiresAt: z.iso.datetime(),
  entities: z.array(z.string()),
  scenarios: z.array(z.string()),
  records: counts,
})
const create = z.object({
  created: z.array(one.extend({ record: z.unknown() })),
  expiresAt: z.iso.datetime(),
  shadow: z.boolean(),
  result: z.unknown().optional(),
})
const renew = z.object({ renewed: z.number(), expiresAt: z.iso.datetime() })
const cleanup = z.object({
  deleted: counts,
  failures: z.array(one.extend({ reason: z.string() })),
  complete: z.boolean(),
  expired: z.number().optional(),
})

export const answers = {
  verify: (doing: string, answer: unknown): VerifyAnswer => understood(doing, verify.safeParse(answer)),
  create: (doing: string, answer: unknown): CreateAnswer => understood(doing, create.safeParse(answer)),
  renew: (doing: string, answer: unknown): RenewAnswer => understood(doing, renew.safeParse(answer)),
  cleanup: (doing: string, answer: unknown): CleanupAnswer => understood(doing, cleanup.safeParse(answer)),
}

/** Where an answer is another one, something else stands at the address, or an API of another version. */
function understood<T>(doing: string, parsed: z.ZodSafeParseResult<T>): T {
  if (parsed.success) return parsed.data
  throw new UnderstudyError('TEST_API_UNREACHABLE', {
    operation: doing,
    message: 'What answered is no test data API that is known here: its answer has another shape',
    hint: 'Check the base URL, and that both sides have the same version.',
    details: { problems: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
  })
}
