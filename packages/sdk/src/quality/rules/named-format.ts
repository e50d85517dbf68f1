import { z } from 'zod'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { textTally } from '../evaluate/text-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'
import { type FormatName, namedFormats } from './named-formats.ts'

/** A cast: the names are those of the table. */
const names = Object.keys(namedFormats) as [FormatName, ...FormatName[]]

export const namedFormat = defineRuleKind({
  type: 'namedFormat',
  group: 'formatRules',
  dimension: 'validity',
  schema: z.strictObject({
    type: z.literal('namedFormat'),
    ...ruleBase,
    column: nameSchema,
    format: z.enum(names),
  }),
  about: 'The text has a format that goes by a name, check digits included: an e-mail address, an IBAN, a day',
  demand: ({ column, format }) => `${column} is ${namedFormats[format].about}`,
  columns: ({ column }) => [column],
  start: ({ column, format }, context) =>
    textTally(context, (batch) => vectorOf(batch, column), namedFormats[format].holds),
})
