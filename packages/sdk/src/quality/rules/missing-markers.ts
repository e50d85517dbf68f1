import { z } from 'zod'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { textTally } from '../evaluate/text-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

/** What people and programs write where a value is missing. */
export const usualMarkers = [
  '',
  '-',
  '--',
  '.',
  '?',
  '#n/a',
  'missing',
  'n.a.',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'null',
  'tbd',
  'undefined',
  'unknown',
] as const

export const missingMarkers = defineRuleKind({
  type: 'missingMarkers',
  group: 'completenessRules',
  dimension: 'completeness',
  schema: z.strictObject({
    type: z.literal('missingMarkers'),
    ...ruleBase,
    column: nameSchema,
    markers: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Texts that stand for a missing value, in any case, with blanks around; the usual ones where left out'),
  }),
  about: 'No text stands for a missing value: "N/A", "-", an empty text',
  demand: ({ column }) => `${column} holds no text that stands for a missing value`,
  columns: ({ column }) => [column],
  start({ column, markers = usualMarkers }, context) {
    const known = new Set<string>(markers.map(bare))
    return textTally(
      context,
      (batch) => vectorOf(batch, column),
      (text) => !known.has(bare(text)),
    )
  },
})

/** Blanks, tabs and line ends around it do not count, nor does the case of the letters A to Z. */
function bare(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
