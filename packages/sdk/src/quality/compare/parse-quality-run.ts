import { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import { joinPath } from '../../model/problem.ts'
import type { MetricName } from '../quality-metrics.ts'
import type { QualityRun } from '../quality-run.ts'
import { qualityRunOf } from './quality-run-of.ts'

const share = z.number().min(0).max(1)
const count = z.number().nonnegative()
const metric = z.object({
  value: share.nullable(),
  numerator: z.number(),
  denominator: count,
  n: count,
  interval: z.tuple([share, share]).nullable(),
})

const runSchema = z.object({
  kind: z.enum(['understudy.quality-report', 'understudy.quality-run']),
  version: z.literal(1),
  dataset: z.string(),
  at: z.iso.datetime(),
  milliseconds: count,
  by: z.enum(['rows', 'sql']),
  entities: z.array(z.object({ entity: z.string(), rows: count })),
  results: z.array(
    z.object({
      id: z.string(),
      entity: z.string(),
      outcome: z.enum(['passed', 'warned', 'failed', 'not evaluated']),
      considered: count,
      failed: count,
      value: z.union([z.number(), z.string()]).optional(),
    }),
  ),
  metrics: z.object({
    ...record(metric),
    overall: z.object({ value: share.nullable(), cappedBy: z.string().optional() }),
  }),
  rulesHash: z.string(),
  passed: z.boolean(),
})

function record<S extends z.ZodType>(schema: S): { readonly [name in MetricName]: S } {
  return {
    completeness: schema,
    consistency: schema,
    accuracy: schema,
    validity: schema,
    uniqueness: schema,
    businessRuleCompliance: schema,
  }
}

/** A report, or what a history kept of one, out of its text. Throws REPORT_INVALID, and names the place. */
export function parseQualityRun(text: string, place: string): QualityRun {
  const parsed = runSchema.safeParse(read(text, place))
  if (parsed.success) return qualityRunOf({ ...parsed.data, kind: 'understudy.quality-run' })
  const [issue] = parsed.error.issues
  const at = issue === undefined ? '' : joinPath('', ...issue.path)
  throw invalid(place, at === '' ? 'it is no report of quality' : `it is no report of quality: see ${at}`)
}

function read(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw invalid(place, 'it is no JSON')
  }
}

function invalid(at: string, why: string): UnderstudyError {
  return new UnderstudyError('REPORT_INVALID', { operation: 'read the report', at, message: `${at}: ${why}` })
}
