import type { Element, PartitionBound, PartitionKey, RangeEnd } from '../../definition.ts'
import { closingParenthesis, type SqlToken, splitAtCommas, sqlTokens } from '../../sql-tokens.ts'

/** Reads what pg_get_partkeydef writes, as `RANGE (created, lower(name))`; `columns` has null where an expression stands. */
export function partitionKey(definition: string, columns: readonly (string | null)[]): PartitionKey {
  const tokens = sqlTokens(definition, 'subscript')
  const parts = splitAtCommas(tokens.slice(2, closingParenthesis(tokens, 1)))
  const elements = columns.map((column, position): Element => {
    if (column !== null) return { column }
    return { expression: textOf(definition, parts[position] ?? []) }
  })
  return { strategy: strategyOf(tokens[0]?.text), elements }
}

function strategyOf(word: string | undefined): PartitionKey['strategy'] {
  switch (word?.toUpperCase()) {
    case 'RANGE':
      return 'range'
    case 'LIST':
      return 'list'
    default:
      return 'hash'
  }
}

/** Reads what pg_get_expr writes of a partition's bound. */
export function partitionBound(bound: string): PartitionBound {
  const tokens = sqlTokens(bound, 'subscript')
  const word = (at: number) => tokens[at]?.text.toUpperCase()
  if (word(0) === 'DEFAULT') return { kind: 'default' }
  const inside = (open: number) => splitAtCommas(tokens.slice(open + 1, closingParenthesis(tokens, open)))
  switch (word(2)) {
    case 'IN':
      return { kind: 'list', values: inside(3).map((part) => constant(bound, part)) }
    case 'FROM': {
      const to = closingParenthesis(tokens, 3) + 1
      return {
        kind: 'range',
        from: inside(3).map((part) => end(bound, part)),
        to: inside(to + 1).map((part) => end(bound, part)),
      }
    }
    default: {
      const numbers = tokens.filter((token) => token.kind === 'number').map((token) => Number(token.text))
      return { kind: 'hash', modulus: numbers[0] ?? 1, remainder: numbers[1] ?? 0 }
    }
  }
}

function constant(bound: string, part: readonly SqlToken[]): string | null {
  const [only] = part
  if (part.length === 1 && only?.kind === 'string') return only.value
  if (part.length === 1 && only?.text.toUpperCase() === 'NULL') return null
  return textOf(bound, part)
}

function end(bound: string, part: readonly SqlToken[]): RangeEnd {
  if (part.length === 1 && part[0]?.kind === 'word') {
    if (part[0].text.toUpperCase() === 'MINVALUE') return { kind: 'minimum' }
    if (part[0].text.toUpperCase() === 'MAXVALUE') return { kind: 'maximum' }
  }
  return { kind: 'value', value: constant(bound, part) ?? '' }
}

function textOf(sql: string, tokens: readonly SqlToken[]): string {
  return sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0)
}
