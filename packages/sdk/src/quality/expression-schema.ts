import { z } from 'zod'
import { messageOf, UnderstudyError } from '../errors.ts'
import { parseExpression } from '../model/expression/parse.ts'
import { unboundedMatch } from './unbounded-match.ts'

/**
 * An expression in the language of schemas; one that cannot be read is refused with what is wrong about it, and so is
 * one whose time to match a text is not bounded.
 */
export const expressionSchema = z
  .string()
  .min(1)
  .check(({ value, issues }) => {
    const trouble = troubleOf(value)
    if (trouble !== undefined) issues.push({ code: 'custom', input: value, message: trouble })
  })
  .describe('An expression over the columns of one row, as in a CHECK constraint')

function troubleOf(text: string): string | undefined {
  try {
    return unboundedMatch(parseExpression(text))
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return messageOf(thrown)
    throw thrown
  }
}
