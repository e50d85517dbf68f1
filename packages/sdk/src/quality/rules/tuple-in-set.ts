import { z } from 'zod'
import { counted } from '../../model/counted.ts'
import { ValueSet } from '../columns/value-set.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesText, scalarSchema } from '../rule-parts.ts'

export const tupleInSet = defineRuleKind({
  type: 'tupleInSet',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z
    .strictObject({
      type: z.literal('tupleInSet'),
      ...ruleBase,
      columns: z.array(nameSchema).min(2),
      values: z.array(z.array(scalarSchema).min(2)).min(1).max(1000).describe('Combinations, in the order of columns'),
    })
    .refine(
      ({ columns, values }) => values.every((tuple) => tuple.length === columns.length),
      'give as many values as there are columns',
    ),
  about: 'The values of some columns together are one of a list; rows in which one is null are not considered',
  demand: ({ columns, values }) => `${namesText(columns)} together are one of ${counted(values.length, 'combination')}`,
  columns: ({ columns }) => columns,
  start({ columns, values }, context) {
    const tuples = values.map((tuple) => tuple.map((value) => new ValueSet([value])))
    let matches = new Uint8Array(0)
    let cell = new Uint8Array(0)
    return rowTally(context, (batch, verdicts) => {
      if (cell.length < batch.length) {
        matches = new Uint8Array(batch.length)
        cell = new Uint8Array(batch.length)
      }
      const vectors = columns.map((name) => vectorOf(batch, name))
      verdicts.fill(FAIL)
      for (const tuple of tuples) {
        matches.fill(PASS)
        for (const [i, value] of tuple.entries()) {
          value.judge(vectors[i]!, cell, false)
          for (let row = 0; row < batch.length; row++) if (cell[row] !== PASS) matches[row] = FAIL
        }
        for (let row = 0; row < batch.length; row++) if (matches[row] === PASS) verdicts[row] = PASS
      }
      for (const { nulls } of vectors) {
        if (nulls !== undefined) for (let row = 0; row < batch.length; row++) if (nulls[row] === 1) verdicts[row] = NULL
      }
    })
  },
})
