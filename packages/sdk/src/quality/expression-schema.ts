import { z } from 'zod'
import { messageOf, UnderstudyError } from '../errors.ts'
import { parseExpression } from '../model/expression/parse.ts'

/** An expression in the language of schemas; one that cannot be read is refused with what is wrong about it. */
export const expressionSchema = z
  .string()
  .min(1)
  .check(({ value, issues }) => {
    try {
      parseExpression(value)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      issues.push({ code: 'custom', input: value, message: messageOf(thrown) })
    }
  })
  .describe('An expression over the columns of one row, as in a CHECK constraint')
