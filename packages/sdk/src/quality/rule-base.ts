import { z } from 'zod'
import { expressionSchema } from './expression-schema.ts'

/** What a rule is about. Timeliness is how old data is; business is what only its owner can know. */
export const dimensions = ['completeness', 'uniqueness', 'validity', 'consistency', 'timeliness', 'business'] as const
export type Dimension = (typeof dimensions)[number]

/** A critical rule that fails caps the overall score; major and minor weigh in it. */
export const severities = ['critical', 'major', 'minor'] as const
export type Severity = (typeof severities)[number]

/** How many rows may break a rule: a share of those that it considers, a number of them, or both. */
export const toleranceSchema = z
  .strictObject({
    share: z.number().min(0).max(1).optional(),
    count: z.number().int().nonnegative().optional(),
  })
  .refine(({ share, count }) => share !== undefined || count !== undefined, 'say a share, a count, or both')
export type Tolerance = z.infer<typeof toleranceSchema>

/** Where a derived rule comes from, and how sure it is; rules that people write have none. */
export const provenanceSchema = z.strictObject({
  source: z.enum(['schema', 'catalog', 'sample']),
  /** What it was read from, such as `check (total >= 0)` or `12,000 values, none of them null`; it names no value. */
  evidence: z.string().min(1),
  confidence: z.number().min(0).max(1),
})
export type Provenance = z.infer<typeof provenanceSchema>

/** What every rule says beside what it demands. */
export const ruleBase = {
  /** Unique in its file: results, histories and incidents are kept under it. */
  id: z.string().min(1).max(200),
  entity: z.string().min(1),
  description: z.string().optional(),
  severity: z.enum(severities).optional().describe('major where left out'),
  where: expressionSchema.optional().describe('Only rows of which this expression is true are considered'),
  warn: toleranceSchema.optional().describe('More than this is a warning'),
  fail: toleranceSchema.optional().describe('More than this is a failure; nothing is tolerated where it is left out'),
  from: provenanceSchema.optional(),
}

export interface RuleBase {
  readonly id: string
  readonly entity: string
  readonly description?: string | undefined
  readonly severity?: Severity | undefined
  readonly where?: string | undefined
  readonly warn?: Tolerance | undefined
  readonly fail?: Tolerance | undefined
  readonly from?: Provenance | undefined
}
