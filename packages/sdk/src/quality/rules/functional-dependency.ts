import { z } from 'zod'
import { grown } from '../columns/grown.ts'
import { hashTuple } from '../columns/hash-column.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeyTable } from '../columns/key-table.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { FirstRows } from '../evaluate/first-rows.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/**
 * Of rows with the same key, those fail that do not have the value which most of them have. Memory is 17 to 34 bytes a
 * different key, and 33 to 50 a different key and value. The sample holds the first row of each value that is not right.
 */
export const functionalDependency = defineRuleKind({
  type: 'functionalDependency',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('functionalDependency'),
    ...ruleBase,
    columns: namesSchema,
    determines: nameSchema,
  }),
  about: 'Rows that agree in some columns agree in another one; rows in which one is null are not considered',
  demand: ({ columns, determines }) =>
    `${namesText(columns)} ${columns.length > 1 ? 'determine' : 'determines'} ${determines}`,
  columns: ({ columns, determines }) => [...columns, determines],
  start({ columns, determines }, { samples }) {
    const keys = new KeyTable()
    const pairs = new KeyTable()
    let keyOf = new Int32Array(0)
    let counts = new Int32Array(0)
    let firstRows = new Float64Array(0)
    let rows = 0
    let looked = 0
    let considered = 0
    return {
      add(batch, passes) {
        const key = keyColumn(batch, columns)
        const value = keyColumn(batch, [determines])
        const both = hashTuple([key, value], batch.length)
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (key.nulls?.[row] === 1 || value.nulls?.[row] === 1) continue
          considered++
          const pair = pairs.add(both.low[row]!, both.high[row]!)
          if (pair >= counts.length) {
            keyOf = grown(keyOf, pair)
            counts = grown(counts, pair)
            firstRows = grown(firstRows, pair)
          }
          if (counts[pair]!++ > 0) continue
          keyOf[pair] = keys.add(key.low[row]!, key.high[row]!)
          firstRows[pair] = batch.firstRow + row
        }
      },
      end() {
        if (considered === 0) return notEvaluated(whyNothing(rows, looked, 'in every row one of the columns is null'))
        const best = new Int32Array(keys.size).fill(-1)
        for (let pair = 0; pair < pairs.size; pair++) {
          const known = best[keyOf[pair]!]!
          if (known < 0 || counts[pair]! > counts[known]!) best[keyOf[pair]!] = pair
        }
        const first = new FirstRows(samples)
        let failed = 0
        for (let pair = 0; pair < pairs.size; pair++) {
          if (best[keyOf[pair]!] === pair) continue
          failed += counts[pair]!
          first.add(firstRows[pair]!)
        }
        return { considered, failed, failedRows: first.rows }
      },
    }
  },
})
