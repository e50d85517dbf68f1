import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { Element, Index } from '../../definition.ts'
import { closingParenthesis, type SqlToken, splitAtCommas } from '../../sql-tokens.ts'
import { normalForm } from './normal-form.ts'
import type { IndexFact } from './read.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

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
      parent: null,
      statisticsTargets: {},
    }))
}

function indexColumns(fact: IndexFact): (string | null)[] {
  return JSON.parse(fact.columns)
}

/** Expressions, collations, directions and the predicate stand only in the statement. */
function written(fact: IndexFact, sql: string): Pick<Index, 'elements' | 'predicate' | 'definition'> {
  const tokens = sqliteTokens(sql)
  const open = tokens.findIndex((token) => isSymbol(token, '('))
  const close = closingParenthesis(tokens, open)
  const parts = splitAtCommas(tokens.slice(open + 1, close))
  const read = indexColumns(fact).map((column, position) => element(column, parts[position] ?? []))
  const predicate = tokens[close + 1] ? normalForm(tokens.slice(close + 2)) : null
  const list = read.map(({ text }) => text).join(', ')
  const create = `CREATE${fact.unique === 1 ? ' UNIQUE' : ''} INDEX ${quoteIdentifier(fact.name)}`
  const where = predicate === null ? '' : ` WHERE ${predicate}`
  return {
    elements: read.map((one) => one.element),
    predicate,
    definition: `${create} ON ${quoteIdentifier(fact.table)} (${list})${where}`,
  }
}

function element(column: string | null, tokens: readonly SqlToken[]): { element: Element; text: string } {
  const part = [...tokens]
  const direction = ['ASC', 'DESC'].includes(wordOf(part.at(-1)) ?? '') && part.length > 1 ? wordOf(part.pop()) : ''
  const collation = part.length > 2 && wordOf(part.at(-2)) === 'COLLATE' ? part.splice(-2)[1]?.value : undefined
  const found: Element = column === null ? { expression: normalForm(part) } : { column }
  const collate = collation === undefined ? '' : ` COLLATE ${quoteIdentifier(collation)}`
  const text = 'column' in found ? quoteIdentifier(found.column) : found.expression
  return { element: found, text: `${text}${collate}${direction === 'DESC' ? ' DESC' : ''}` }
}
