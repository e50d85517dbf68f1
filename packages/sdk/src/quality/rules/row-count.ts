import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { againstBounds, passing } from '../evaluate/entity-measure.ts'
import { ruleBase } from '../rule-base.ts'
import { amountText, nameSchema } from '../rule-parts.ts'

const count = z.number().int().nonnegative()

export const rowCount = defineRuleKind({
  type: 'rowCount',
  group: 'completenessRules',
  dimension: 'completeness',
  schema: z
    .strictObject({
      type: z.literal('rowCount'),
      ...ruleBase,
      min: count.optional(),
      max: count.optional(),
      sameAs: z
        .strictObject({ entity: nameSchema, factor: z.number().positive().optional() })
        .optional()
        .describe('As many rows as another entity has, or so many times as many'),
    })
    .refine(
      ({ min, max, sameAs }) => (sameAs === undefined) !== (min === undefined && max === undefined),
      'say min or max, or sameAs',
    ),
  about: 'The entity has so many rows, or as many as another one',
  demand: ({ entity, min, max, sameAs }) =>
    sameAs === undefined
      ? `${entity} has ${amountText(min, max, 'row')}`
      : `${entity} has ${sameAs.factor === undefined ? '' : `${sameAs.factor} ${sameAs.factor === 1 ? 'time' : 'times'} `}as many rows as ${sameAs.entity}`,
  columns: () => [],
  judgesEmpty: true,
  others: ({ sameAs }) => (sameAs === undefined ? [] : [{ entity: sameAs.entity, columns: [] }]),
  start({ entity, min, max, sameAs }) {
    let rows = 0
    let others = 0
    return {
      add(batch, passes) {
        rows += passing(batch, passes)
      },
      addOther(_, { length }) {
        others += length
      },
      end() {
        if (sameAs === undefined) return againstBounds(rows, min, max)
        const wanted = (sameAs.entity === entity ? rows : others) * (sameAs.factor ?? 1)
        return { considered: 1, failed: rows === wanted ? 0 : 1, value: rows, failedRows: [] }
      },
    }
  },
})
