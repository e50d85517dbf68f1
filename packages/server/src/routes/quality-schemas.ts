import { z } from '@hono/zod-openapi'
import { gateSchema } from '../services/quality/gate.ts'
import { samplesSchema } from '../services/quality/rules-version.ts'
import { orNull } from './contract.ts'
import { idField } from './fields.ts'

export const count = z.number().int()
export const anything = z.record(z.string(), z.unknown())

// A service's schema may be older than what teaches zod to describe an API: it has a name by an object of this zod.
export const gate = z.strictObject(gateSchema.shape).openapi('QualityGate')
export const samples = z.strictObject(samplesSchema.shape).openapi('QualitySamples')

/** The rules themselves are judged by the engine, which says all that is wrong with them and where. */
export const rulesFile = anything.openapi('QualityRules', {
  description: 'A file of kind understudy.quality-rules. docs/quality.md describes it.',
  example: {
    kind: 'understudy.quality-rules',
    version: 1,
    completenessRules: [{ type: 'notNull', id: 'email', entity: 'people', column: 'email' }],
  },
})

const rulesFields = {
  dataset: z.string(),
  version: count,
  hash: z.string().openapi({ description: 'of what they demand: equal where two versions demand the same' }),
  rules: count.openapi({ description: 'how many' }),
  gate: orNull(gate),
  samples,
  createdAt: z.string(),
  createdBy: z.string(),
}
export const rulesVersion = z.object(rulesFields).openapi('QualityRulesVersion')
export const rulesRead = z.object({ ...rulesFields, file: rulesFile }).openapi('QualityRulesRead')

const metric = z
  .object({
    value: z.number().nullable(),
    numerator: z.number(),
    denominator: z.number(),
    n: count,
    interval: z.tuple([z.number(), z.number()]).nullable(),
  })
  .openapi('QualityMetric')
const metrics = z
  .object({
    completeness: metric,
    consistency: metric,
    accuracy: metric,
    validity: metric,
    uniqueness: metric,
    businessRuleCompliance: metric,
    overall: z.object({ value: z.number().nullable(), cappedBy: z.string().optional() }),
  })
  .openapi('QualityMetrics')

const runFields = {
  id: z.string(),
  dataset: z.string(),
  version: count,
  rulesVersion: count,
  job: z.string(),
  status: z.enum(['running', 'done', 'given up']),
  outcome: z.enum(['passed', 'warned', 'failed', 'not evaluated']).nullable(),
  refusedFor: z
    .string()
    .nullable()
    .openapi({ description: 'of a version that its gate refused by this check: the code of what it violates' }),
  score: z.number().nullable(),
  metrics: orNull(metrics),
  startedAt: z.string(),
  at: z.string().nullable(),
}
export const run = z.object(runFields).openapi('QualityRun')

const result = z
  .object({
    id: z.string(),
    type: z.string(),
    entity: z.string(),
    columns: z.array(z.string()),
    group: z.string(),
    dimension: z.string(),
    severity: z.enum(['critical', 'major', 'minor']),
    outcome: z.enum(['passed', 'warned', 'failed', 'not evaluated']),
    message: z.string(),
    considered: count,
    failed: count,
    passRatio: z.number().nullable(),
    value: z.union([z.number(), z.string()]).optional(),
    sample: z
      .array(z.object({ row: count.optional(), values: z.record(z.string(), z.string().nullable()) }))
      .openapi({ description: 'failing rows, masked: letters as x, digits as 9' }),
  })
  .openapi('QualityResult')
export const runRead = z
  .object({
    ...runFields,
    report: z
      .object({
        dataset: z.string(),
        at: z.string(),
        milliseconds: z.number(),
        entities: z.array(z.object({ entity: z.string(), rows: count })),
        results: z.array(result),
        rulesHash: z.string(),
        passed: z.boolean(),
      })
      .nullable(),
  })
  .openapi('QualityRunRead')

export const incident = z
  .object({
    id: z.string(),
    status: z.enum(['open', 'acknowledged', 'snoozed', 'resolved']),
    title: z.string(),
    severity: z.enum(['critical', 'major', 'minor']),
    dataset: z.string(),
    version: count,
    entity: z.string().nullable(),
    rule: z.string().nullable(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    owner: z.string().nullable(),
    snoozedUntil: z.string().nullable(),
    openedAt: z.string(),
    seenAt: z.string(),
    times: count.openapi({ description: 'how many checks have seen it' }),
    resolvedAt: z.string().nullable(),
    resolvedBy: z.string().nullable(),
  })
  .openapi('Incident')
export const incidentRead = incident.extend({ note: z.string().nullable() }).openapi('IncidentRead')

export const runParams = z.object({ team: idField, run: idField })
