import { z } from 'zod'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { textTally } from '../evaluate/text-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { amountText, nameSchema } from '../rule-parts.ts'

const size = z.number().int().nonnegative()

export const length = defineRuleKind({
  type: 'length',
  group: 'formatRules',
  dimension: 'validity',
  schema: z
    .strictObject({
      type: z.literal('length'),
      ...ruleBase,
      column: nameSchema,
      min: size.optional(),
      max: size.optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both'),
  about: 'The text has so many characters (code points); other values are taken as their text',
  demand: ({ column, min, max }) => `${column} has ${amountText(min, max, 'character')}`,
  columns: ({ column }) => [column],
  start: ({ column, min = 0, max = Number.POSITIVE_INFINITY }, context) =>
    textTally(
      context,
      (batch) => vectorOf(batch, column),
      (text) => {
        if (text.length < min) return false
        // A code point has one unit or two.
        if (text.length <= max && text.length >= 2 * min) return true
        const characters = characterCount(text)
        return characters >= min && characters <= max
      },
    ),
})

function characterCount(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i++) {
    const isPair = (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
    if (isPair) {
      count--
      i++
    }
  }
  return count
}
