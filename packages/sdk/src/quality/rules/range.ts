import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { parseTime, parseTimestamp } from '../../model/calendar.ts'
import { compareText } from '../../model/expression/order.ts'
import { marksOf, numberOfText } from '../columns/number-column.ts'
import { columnIn, type Order, orderOfField } from '../columns/order.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { boundSchema, boundsText, nameSchema } from '../rule-parts.ts'

/**
 * Bounds that are numbers are held against numbers; bounds that are dates, times or moments against those; other texts
 * against texts, by code points. A text that is no number, or no moment, does not lie between them.
 */
export const range = defineRuleKind({
  type: 'range',
  group: 'formatRules',
  dimension: 'validity',
  schema: z
    .strictObject({
      type: z.literal('range'),
      ...ruleBase,
      column: nameSchema,
      min: boundSchema.optional(),
      max: boundSchema.optional(),
      strict: z.boolean().optional().describe('The bounds themselves lie outside'),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both'),
  about: 'The value lies between bounds',
  demand: ({ column, min, max, strict }) =>
    `${column} is ${boundsText(min, max)}${strict === true ? ', bounds excluded' : ''}`,
  columns: ({ column }) => [column],
  start({ column, min, max, strict = false }, context) {
    // By the field and the bounds alone: not by how a batch happens to hold its values.
    const order = orderFor(orderOfField(context.fields?.get(column)), min, max)
    return rowTally(
      context,
      (batch, verdicts) => {
        const vector = vectorOf(batch, column)
        if (order === 'number' && vector.type === 'bigint')
          integersWithin(vector.values, marksOf(vector), min, max, strict, verdicts)
        else if (order === 'text') textsWithin(vector, min, max, strict, verdicts)
        else {
          const low = boundIn(order, min) ?? Number.NEGATIVE_INFINITY
          const high = boundIn(order, max) ?? Number.POSITIVE_INFINITY
          const { values, marks } = columnIn(order, vector)
          for (let row = 0; row < batch.length; row++) {
            const value = values[row]!
            const within = strict ? above(value, low, min) && above(-value, -high, max) : value >= low && value <= high
            verdicts[row] = marks[row] === PASS && !within ? FAIL : marks[row]!
          }
        }
      },
      { unfit: `no value of ${column} is of a type that has an order with the bounds` },
    )
  },
})

/** A bound that is not given excludes nothing, infinity neither. */
function above(value: number, bound: number, given: number | string | undefined): boolean {
  return given === undefined ? !Number.isNaN(value) : value > bound
}

function orderFor(known: Order | undefined, min: number | string | undefined, max: number | string | undefined): Order {
  const bounds = [min, max].filter((bound) => bound !== undefined)
  const fits = (order: Exclude<Order, 'text'>) => bounds.every((bound) => boundIn(order, bound) !== undefined)
  if (known !== undefined) return known === 'text' || fits(known) ? known : 'text'
  return fits('number') ? 'number' : fits('moment') ? 'moment' : fits('clock') ? 'clock' : 'text'
}

function boundIn(order: Exclude<Order, 'text'>, bound: number | string | undefined): number | undefined {
  if (bound === undefined) return undefined
  if (order !== 'number') return order === 'moment' ? parseTimestamp(String(bound)) : parseTime(String(bound))
  const value = typeof bound === 'number' ? bound : numberOfText(bound)
  return Number.isNaN(value) ? undefined : value
}

/** Exact also beyond 2^53. */
function integersWithin(
  values: BigInt64Array,
  marks: Uint8Array,
  min: number | string | undefined,
  max: number | string | undefined,
  strict: boolean,
  verdicts: Uint8Array,
): void {
  const low = exactBound(min)
  const high = exactBound(max)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    const within = strict
      ? (low === undefined || value > low) && (high === undefined || value < high)
      : (low === undefined || value >= low) && (high === undefined || value <= high)
    verdicts[row] = marks[row] === NULL ? NULL : within ? PASS : FAIL
  }
}

function exactBound(bound: number | string | undefined): bigint | number | undefined {
  if (bound === undefined) return undefined
  return /^[+-]?\d+$/.test(String(bound)) ? BigInt(bound) : Number(bound)
}

function textsWithin(
  vector: Vector,
  min: number | string | undefined,
  max: number | string | undefined,
  strict: boolean,
  verdicts: Uint8Array,
): void {
  const { words, indices } = textColumn(vector)
  const marks = marksOf(vector)
  const least = strict ? 1 : 0
  for (let row = 0; row < vector.length; row++) {
    if (marks[row] === NULL) {
      verdicts[row] = NULL
      continue
    }
    const text = words[indices === undefined ? row : indices[row]!]!
    const within =
      (min === undefined || Math.sign(compareText(text, String(min))) >= least) &&
      (max === undefined || Math.sign(compareText(String(max), text)) >= least)
    verdicts[row] = within ? PASS : FAIL
  }
}
