import { UnderstudyError } from '../../errors.ts'
import type { Batch } from '../batch.ts'
import type { Expression } from './ast.ts'
import { compileCheck } from './evaluate.ts'
import { fieldsOf } from './fields.ts'
import { operandOfVector } from './operand.ts'
import { parseExpression } from './parse.ts'
import { walk } from './walk.ts'

export interface RowFilter {
  /** The fields that it reads, as written. */
  readonly fields: readonly string[]
  /** Whether a row of the batch meets it; unknown is no. */
  matcher(batch: Batch): (row: number) => boolean
}

const most = { characters: 2000, parts: 300, wildcards: 2 }
const functions = new Set(['lower', 'upper', 'length', 'char_length', 'trim', 'btrim', 'coalesce', 'nullif', 'abs'])

/**
 * A filter that somebody else wrote: what each row costs is bounded. So it knows no regular expressions, only patterns
 * of LIKE with two % at the most, and few functions. Throws EXPRESSION_INVALID.
 */
export function rowFilter(text: string): RowFilter {
  if (text.length > most.characters) throw refused(`it has more than ${most.characters} characters`)
  // What nests, nests by one of these: the parser goes down no further than there are any.
  if ((text.match(/[([]|\bnot\b|\bcase\b|[-+~]/gi)?.length ?? 0) > most.parts) throw refused('it nests too deeply')
  const expression = parseExpression(text)
  let parts = 0
  for (const part of walk(expression)) {
    if (++parts > most.parts) throw refused(`it has more than ${most.parts} parts`)
    refuseCostly(part)
  }
  return {
    fields: fieldsOf(expression),
    matcher(batch) {
      const operands = new Map(batch.columns.map(({ name, vector }) => [name, operandOfVector(vector)]))
      const holds = compileCheck(expression, operands)
      return (row) => holds(row) === true
    },
  }
}

function refuseCostly(part: Expression): void {
  switch (part.type) {
    case 'match': {
      if (part.style !== 'like' && part.style !== 'ilike') throw refused('patterns are those of LIKE and ILIKE')
      if (part.pattern.type !== 'literal' || part.pattern.kind !== 'text') throw refused('a pattern stands in quotes')
      if (part.pattern.text.split('%').length - 1 > most.wildcards) {
        throw refused(`a pattern has at most ${most.wildcards} %`)
      }
      return
    }
    case 'call':
      if (functions.has(part.name.toLowerCase())) return
      throw refused(`it calls ${part.name}; there are ${[...functions].join(', ')}`)
    case 'operator':
    case 'quantified':
    case 'array':
    case 'subscript':
      throw refused('it holds operators of arrays, JSON or one database')
    default:
  }
}

function refused(why: string): UnderstudyError {
  return new UnderstudyError('EXPRESSION_INVALID', { operation: 'read a filter', message: `not a filter: ${why}` })
}
