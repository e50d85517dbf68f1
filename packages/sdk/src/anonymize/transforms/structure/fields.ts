import { z } from 'zod'
import { UnderstudyError } from '../../../errors.ts'
import type { NestedRule, Transform } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { nestedRule } from './nested-rule.ts'

const options = z.strictObject({
  fields: z
    .record(z.string(), nestedRule)
    .describe('what becomes of each field: a transform, with or without options, or "keep"; every field is named'),
})

/** Masks nothing itself: where it stands, the fields of a composite are masked by the rules in its options. */
export const fields = defineTransform({
  name: 'fields',
  group: 'structure',
  summary: 'Each field of a composite by a rule of its own, in lists of composites too',
  options,
  examples: [{ fields: { street: 'street', note: { transform: 'redact' }, kind: 'keep' } }],
  accepts: [],
  promises: () => ({ deterministic: true, unique: 'lost', format: 'lost', longest: () => undefined }),
  mask() {
    throw new UnderstudyError('INTERNAL', {
      operation: 'prepare a transform',
      message: 'transform fields was asked to mask a value that is no composite',
    })
  },
})

/** The rules of the fields; undefined of any other transform, which masks all fields alike. */
export function fieldRules(transform: Transform, given: unknown): Readonly<Record<string, NestedRule>> | undefined {
  return transform === fields ? options.parse(given).fields : undefined
}
