import { z } from 'zod'
import { numberOfText } from '../columns/number-column.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, scalarSchema, valuesText } from '../rule-parts.ts'

/** The value says how many of the list are missing, or how many others there are; no value of the data is kept. */
export const distinctSet = defineRuleKind({
  type: 'distinctSet',
  group: 'formatRules',
  dimension: 'validity',
  schema: z.strictObject({
    type: z.literal('distinctSet'),
    ...ruleBase,
    column: nameSchema,
    values: z.array(scalarSchema).min(1),
    relation: z.enum(['equals', 'contains']).describe('equals: these values and no others; contains: these at least'),
  }),
  about: 'Every value of a list occurs, and, where that is asked for, no other one',
  demand: ({ column, values, relation }) =>
    `each of ${valuesText(values)} occurs in ${column}${relation === 'equals' ? ', and nothing else' : ''}`,
  columns: ({ column }) => [column],
  start({ column, values, relation }) {
    const asNumbers = values.every((value) => typeof value === 'number')
    const nameOf = (text: string) => (asNumbers ? String(numberOfText(text)) : text)
    const wanted = new Set(values.map((value) => nameOf(String(value))))
    const missing = new Set(wanted)
    let others = false
    let rows = 0
    let looked = 0
    let present = 0
    return {
      add(batch, passes) {
        const vector = vectorOf(batch, column)
        const { words, indices } = textColumn(vector)
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (vector.nulls?.[row] === 1) continue
          present++
          const name = nameOf(words[indices === undefined ? row : indices[row]!]!)
          if (wanted.has(name)) missing.delete(name)
          else others = true
        }
      },
      end() {
        if (present === 0) return notEvaluated(whyNothing(rows, looked))
        const failed = missing.size > 0 || (relation === 'equals' && others)
        const extra = relation === 'equals' && others ? ', others occur' : ''
        return { considered: 1, failed: failed ? 1 : 0, value: `${missing.size} missing${extra}`, failedRows: [] }
      },
    }
  },
})
