import { z } from 'zod'
import { grown } from '../columns/grown.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { KeyTable } from '../columns/key-table.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/**
 * Children and parents in any order. Memory is 11 to 23 bytes a parent, and 37 to 74 a different key of those children
 * whose parent has not come when they do. Of the rows that fail, the sample holds the first of each key.
 */
export const foreignKey = defineRuleKind({
  type: 'foreignKey',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z
    .strictObject({
      type: z.literal('foreignKey'),
      ...ruleBase,
      columns: namesSchema,
      parent: nameSchema,
      parentColumns: namesSchema,
    })
    .refine(({ columns, parentColumns }) => columns.length === parentColumns.length, 'name as many columns of both'),
  about: 'The values are those of a row of another entity; rows in which one is null are not considered',
  demand: ({ entity, columns, parent, parentColumns }) =>
    `${namesText(columns)} of ${entity} ${columns.length > 1 ? 'are those' : 'is that'} of a row of ${parent} (${namesText(parentColumns)})`,
  columns: ({ columns }) => columns,
  others: ({ parent, parentColumns }) => [{ entity: parent, columns: parentColumns }],
  start({ columns, parentColumns }, { samples }) {
    const parents = new KeySet()
    const waiting = new KeyTable()
    let lows = new Int32Array(0)
    let highs = new Int32Array(0)
    let counts = new Int32Array(0)
    let firstRows = new Float64Array(0)
    let rows = 0
    let looked = 0
    let considered = 0
    return {
      add(batch, passes) {
        const { low, high, nulls } = keyColumn(batch, columns)
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (nulls !== undefined && nulls[row] === 1) continue
          considered++
          if (parents.has(low[row]!, high[row]!)) continue
          const key = waiting.add(low[row]!, high[row]!)
          if (key >= counts.length) {
            counts = grown(counts, key)
            lows = grown(lows, key)
            highs = grown(highs, key)
            firstRows = grown(firstRows, key)
          }
          if (counts[key]!++ > 0) continue
          lows[key] = low[row]!
          highs[key] = high[row]!
          firstRows[key] = batch.firstRow + row
        }
      },
      addOther(_, batch) {
        const { low, high, nulls } = keyColumn(batch, parentColumns)
        for (let row = 0; row < batch.length; row++) {
          if (nulls === undefined || nulls[row] === 0) parents.add(low[row]!, high[row]!)
        }
      },
      end() {
        if (considered === 0) return notEvaluated(whyNothing(rows, looked))
        let failed = 0
        const failedRows: number[] = []
        for (let key = 0; key < waiting.size; key++) {
          if (parents.has(lows[key]!, highs[key]!)) continue
          failed += counts[key]!
          if (failedRows.length < samples) failedRows.push(firstRows[key]!)
        }
        return { considered, failed, failedRows }
      },
    }
  },
})
