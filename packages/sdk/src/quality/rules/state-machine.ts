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

const state = z.string()

/** A state that the rule does not name. */
const STRANGE = 0

/**
 * Rows of one key in the order of a column (of equal ones, in that of the rows) go from state to state. A row fails
 * whose state the rule does not name, whose step from the row before is not allowed, that begins where nothing begins,
 * or ends where nothing ends. What follows a strange state is not held against it. Memory: 24 bytes a row, 17 to 34 a key.
 */
export const stateMachine = defineRuleKind({
  type: 'stateMachine',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({
    type: z.literal('stateMachine'),
    ...ruleBase,
    key: namesSchema.describe('Whose states they are, such as order_id'),
    order: nameSchema.describe('A moment or a number that tells the order of a key’s rows'),
    state: nameSchema,
    transitions: z
      .record(z.string(), z.array(state))
      .describe('The states that may follow each state; staying in one must be said, too'),
    start: z
      .array(state)
      .min(1)
      .optional()
      .describe('States that a key may begin with; any of the named ones where left out'),
    end: z
      .array(state)
      .min(1)
      .optional()
      .describe('States that a key may end with; any of the named ones where left out'),
  }),
  about: 'The rows of a key go from state to state as a machine allows: ordered, paid, shipped',
  demand: ({ key, state, order }) =>
    `${state} of each ${namesText(key)} goes by ${order} from state to state as is allowed`,
  columns: ({ key, order, state }) => [...key, order, state],
  start({ key, order, state, transitions, start, end }, { fields, samples }) {
    const placed = orderOfField(fields?.get(order))
    const named = [...Object.entries(transitions).flat(2), ...(start ?? []), ...(end ?? [])]
    const numbers = new Map([...new Set(named)].map((name, i) => [name, i + 1]))
    const numberOf = (name: string) => numbers.get(name) ?? STRANGE
    const width = numbers.size + 1
    const allowed = new Set(
      Object.entries(transitions).flatMap(([from, to]) => to.map((name) => numberOf(from) * width + numberOf(name))),
    )
    const starts = start && new Set(start.map(numberOf))
    const ends = end && new Set(end.map(numberOf))
    const kept = new KeyedRows(key)
    return {
      add(batch, passes) {
        const vector = vectorOf(batch, state)
        const { words, indices } = textColumn(vector)
        const marks = new Int32Array(batch.length)
        for (let row = 0; row < batch.length; row++) {
          marks[row] = vector.nulls?.[row] === 1 ? -1 : numberOf(words[indices === undefined ? row : indices[row]!]!)
        }
        kept.add(batch, passes, placeColumn(vectorOf(batch, order), placed), marks)
      },
      end() {
        if (kept.count === 0) {
          return notEvaluated(whyNothing(kept.rows, kept.looked, 'no row has a key, a place in the order and a state'))
        }
        const sorted = kept.sorted('by row')
        const first = new FirstRows(samples)
        let failed = 0
        let before = -1
        for (let i = 0; i < sorted.length; i++) {
          const at = sorted[i]!
          const next = sorted[i + 1]
          const now = kept.markAt(at)
          const begins = before < 0 || kept.keyAt(before) !== kept.keyAt(at)
          const isLast = next === undefined || kept.keyAt(next) !== kept.keyAt(at)
          const from = begins ? STRANGE : kept.markAt(before)
          before = at
          const holds =
            now !== STRANGE &&
            (begins ? starts === undefined || starts.has(now) : from === STRANGE || allowed.has(from * width + now)) &&
            (!isLast || ends === undefined || ends.has(now))
          if (holds) continue
          failed++
          first.add(kept.rowAt(at))
        }
        return { considered: kept.count, failed, failedRows: first.rows }
      },
    }
  },
})
