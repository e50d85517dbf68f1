import { z } from 'zod'
import { PatternMatcher, patternTrouble } from '../../model/pattern/pattern-matcher.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { textTally } from '../evaluate/text-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

/**
 * Patterns are those of JavaScript (flags s and u) that can be matched in one walk over the text, so that none explodes;
 * those that look around or back are refused. A value matches where the pattern is found anywhere in it: ^ and $ bind it.
 */
export const regex = defineRuleKind({
  type: 'regex',
  group: 'formatRules',
  dimension: 'validity',
  schema: z
    .strictObject({
      type: z.literal('regex'),
      ...ruleBase,
      column: nameSchema,
      pattern: z.string().min(1).describe('A regular expression without lookaround and back references'),
      not: z.boolean().optional().describe('It must not be found'),
      ignoreCase: z.boolean().optional(),
    })
    .check(({ value, issues }) => {
      const trouble = patternTrouble(value.pattern, value.ignoreCase)
      if (trouble !== undefined) issues.push({ code: 'custom', input: value, path: ['pattern'], message: trouble })
    }),
  about: 'A regular expression is found in the text, or is not; other values are taken as their text',
  demand: ({ column, pattern, not }) => `${column} ${not === true ? 'does not match' : 'matches'} ${pattern}`,
  columns: ({ column }) => [column],
  start({ column, pattern, not = false, ignoreCase = false }, context) {
    const matcher = new PatternMatcher(pattern, ignoreCase)
    return textTally(
      context,
      (batch) => vectorOf(batch, column),
      (text) => matcher.matches(text) !== not,
      { matcher, not },
    )
  },
})
