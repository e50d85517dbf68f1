import { z } from 'zod'
import { grown } from '../columns/grown.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeyTable } from '../columns/key-table.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { FirstRows } from '../evaluate/first-rows.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { amountText, nameSchema, namesSchema, namesText } from '../rule-parts.ts'

const count = z.number().int().nonnegative().optional()

/** The rule's entity is the parent; rows of both in any order. Memory: 21 to 38 bytes a different key, 12 a parent. */
export const childrenPerParent = defineRuleKind({
  type: 'childrenPerParent',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z
    .strictObject({
      type: z.literal('childrenPerParent'),
      ...ruleBase,
      columns: namesSchema.describe('Of the parent'),
      child: nameSchema,
      childColumns: namesSchema,
      min: count,
      max: count,
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both')
    .refine(({ columns, childColumns }) => columns.length === childColumns.length, 'name as many columns of both'),
  about: 'Each row has so many children in another entity',
  demand: ({ entity, child, childColumns, min, max }) =>
    `each row of ${entity} has ${amountText(min, max, 'row')} of ${child} (${namesText(childColumns)})`,
  columns: ({ columns }) => columns,
  others: ({ child, childColumns }) => [{ entity: child, columns: childColumns }],
  start({ columns, childColumns, min = 0, max = Number.POSITIVE_INFINITY }, { samples }) {
    const keys = new KeyTable()
    let children = new Int32Array(0)
    let parentKeys = new Int32Array(0)
    let parentRows = new Float64Array(0)
    let considered = 0
    let rows = 0
    let looked = 0
    return {
      add(batch, passes) {
        const { low, high, nulls } = keyColumn(batch, columns)
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (nulls !== undefined && nulls[row] === 1) continue
          parentKeys = grown(parentKeys, considered)
          parentRows = grown(parentRows, considered)
          parentKeys[considered] = keys.add(low[row]!, high[row]!)
          parentRows[considered++] = batch.firstRow + row
        }
      },
      addOther(_, batch) {
        const { low, high, nulls } = keyColumn(batch, childColumns)
        for (let row = 0; row < batch.length; row++) {
          if (nulls !== undefined && nulls[row] === 1) continue
          const key = keys.add(low[row]!, high[row]!)
          children = grown(children, key)
          children[key]!++
        }
      },
      end() {
        if (considered === 0) return notEvaluated(whyNothing(rows, looked))
        const first = new FirstRows(samples)
        let failed = 0
        for (let parent = 0; parent < considered; parent++) {
          const own = children[parentKeys[parent]!] ?? 0
          if (own >= min && own <= max) continue
          failed++
          first.add(parentRows[parent]!)
        }
        return { considered, failed, failedRows: first.rows }
      },
    }
  },
})
