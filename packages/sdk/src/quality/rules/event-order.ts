import { z } from 'zod'
import { orderOfField, placeColumn } from '../columns/order.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { FirstRows } from '../evaluate/first-rows.ts'
import { KeyedRows } from '../evaluate/keyed-rows.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/**
 * An event fails that comes after one which it should come before; events at the same moment are in order. Other events
 * are not considered. Memory: 24 bytes a row that is considered, 17 to 34 a key.
 */
export const eventOrder = defineRuleKind({
  type: 'eventOrder',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({
    type: z.literal('eventOrder'),
    ...ruleBase,
    key: namesSchema.describe('Whose events they are, such as order_id'),
    time: nameSchema,
    event: nameSchema,
    sequence: z.array(z.string()).min(2).describe('Events in their order; one may come several times, or not at all'),
    requires: z.boolean().optional().describe('No event comes unless the one before it in the sequence has come'),
  }),
  about: 'The events of a key come in order, with steps left out or, where that is asked for, without',
  demand: ({ key, event, sequence }) => `${event} of each ${namesText(key)} comes in the order ${sequence.join(', ')}`,
  columns: ({ key, time, event }) => [...key, time, event],
  start({ key, time, event, sequence, requires = false }, { fields, samples }) {
    const placed = orderOfField(fields?.get(time))
    const positions = new Map(sequence.map((name, i) => [name, i]))
    const kept = new KeyedRows(key)
    return {
      add(batch, passes) {
        const vector = vectorOf(batch, event)
        const { words, indices } = textColumn(vector)
        const marks = new Int32Array(batch.length)
        for (let row = 0; row < batch.length; row++) {
          const word = words[indices === undefined ? row : indices[row]!]!
          marks[row] = vector.nulls?.[row] === 1 ? -1 : (positions.get(word) ?? -1)
        }
        kept.add(batch, passes, placeColumn(vectorOf(batch, time), placed), marks)
      },
      end() {
        if (kept.count === 0) {
          return notEvaluated(
            whyNothing(kept.rows, kept.looked, 'no row has a key, a moment and an event of the sequence'),
          )
        }
        const first = new FirstRows(samples)
        let failed = 0
        let group = -1
        let reached = -1
        const seen = new Set<number>()
        for (const at of kept.sorted('by mark')) {
          if (kept.keyAt(at) !== group) {
            group = kept.keyAt(at)
            reached = -1
            seen.clear()
          }
          const position = kept.markAt(at)
          const holds = position >= reached && (!requires || position === 0 || seen.has(position - 1))
          reached = Math.max(reached, position)
          seen.add(position)
          if (holds) continue
          failed++
          first.add(kept.rowAt(at))
        }
        return { considered: kept.count, failed, failedRows: first.rows }
      },
    }
  },
})
