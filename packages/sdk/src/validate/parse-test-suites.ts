import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import type { TestSuite } from './probe.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const expected = z.union([
  scalar,
  z.strictObject({
    equals: scalar.optional(),
    not: scalar.optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    oneOf: z.array(scalar).optional(),
    matches: z.string().refine(isPattern, 'is no regular expression').optional(),
    exists: z.boolean().optional(),
  }),
])
const expectations = z.record(z.string(), expected)
const asked = { name: z.string().min(1), within: z.number().positive().optional() }

const probe = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sql'),
    ...asked,
    setup: z.array(z.string()).optional(),
    query: z.string().min(1),
    parameters: z.array(scalar).optional(),
    expect: z.strictObject({
      rows: expected.optional(),
      first: expectations.optional(),
      refused: z.union([z.string().regex(/^[0-9A-Z]{5}$/), z.literal(true)]).optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('http'),
    ...asked,
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).optional(),
    url: z.string().min(1),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    expect: z.strictObject({
      status: expected.optional(),
      headers: expectations.optional(),
      json: expectations.optional(),
      body: expected.optional(),
    }),
    save: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal('crud'), ...asked, table: z.string().min(1) }),
])

/** A file of test suites. */
export const testSuitesFile = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('test-suites'),
  version: z.literal(1),
  suites: z.array(z.strictObject({ name: z.string().min(1), probes: z.array(probe).min(1) })).min(1),
})

export function parseTestSuites(document: unknown): readonly TestSuite[] {
  const parsed = testSuitesFile.safeParse(document)
  if (parsed.success) return parsed.data.suites
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || '(root)', message }))
  throw new UnderstudyError('TEST_SUITES_INVALID', {
    operation: 'read test suites',
    message: `The test suites are not valid: ${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    details: { problems },
  })
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
