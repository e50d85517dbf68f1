import type { Element, Index } from '../../definition.ts'
import { closingParenthesis, splitAtCommas, sqlTokens } from '../../sql-tokens.ts'
import type { IndexFact } from './read.ts'

/** Indexes made by CREATE INDEX; those behind keys stand with their constraint. */
export function indexes(facts: readonly IndexFact[], statements: ReadonlyMap<string, string>): Index[] {
  return facts
    .filter((fact) => fact.origin === 'c')
    .map((fact) => ({
      schema: 'main',
      name: fact.name,
      table: { schema: 'main', name: fact.table },
      method: 'btree',
      unique: fact.unique === 1,
      nullsNotDistinct: false,
      ...written(fact, statements.get(fact.name) ?? ''),
      include: [],
      constraint: null,
      valid: true,
      inherited: false,
      definition: statements.get(fact.name) ?? null,
    }))
}

export function indexColumns(fact: IndexFact): (string | null)[] {
  return JSON.parse(fact.columns)
}

/** Expressions and the predicate stand only in the statement. */
function written(fact: IndexFact, sql: string): { elements: Element[]; predicate: string | null } {
  const tokens = sqlTokens(sql, 'quote')
  const open = tokens.findIndex((token) => token.kind === 'symbol' && token.text === '(')
  const close = closingParenthesis(tokens, open)
  const parts = splitAtCommas(tokens.slice(open + 1, close))
  const elements = indexColumns(fact).map((column, position): Element => {
    if (column !== null) return { column }
    const part = [...(parts[position] ?? [])]
    if (/^(asc|desc)$/i.test(part.at(-1)?.text ?? '')) part.pop()
    if (/^collate$/i.test(part.at(-2)?.text ?? '')) part.splice(-2)
    return { expression: sql.slice(part[0]?.start, part.at(-1)?.end) }
  })
  const where = tokens[close + 1]
  return { elements, predicate: where ? sql.slice(where.end).trim() : null }
}
