import type { Element, Index, KeyConstraint, Table } from '../definition.ts'
import { sqlTokens } from '../sql-tokens.ts'
import { distinct } from './distinct.ts'
import type { Note } from './note.ts'

export interface UniqueKey {
  readonly name: string
  readonly primary: boolean
  readonly columns: readonly string[]
  /** Two rows may not both be null there. */
  readonly nullsNotDistinct: boolean
  /** The last column is a range of which no two of one key overlap. */
  readonly withoutOverlaps: boolean
}

/**
 * All that must be unique, as sets of plain columns. An index on part of the rows is taken for one on all, and one on
 * expressions for one on the columns inside: this asks for more than the database does, never for less, unless noted.
 */
export function uniqueKeys(
  entity: string,
  root: Table,
  tables: readonly Table[],
  indexesOf: (table: Table) => readonly Index[],
  notes: Note[],
): UniqueKey[] {
  const constraints = tables.flatMap((table) =>
    table.constraints.filter((one): one is KeyConstraint => one.kind === 'primary key' || one.kind === 'unique'),
  )
  const columns = root.columns.map((column) => column.name)
  return distinct(
    [
      ...constraints.map((key) => ({ ...key, primary: key.kind === 'primary key' && root.constraints.includes(key) })),
      ...tables
        .flatMap((table) => indexesOf(table))
        .filter((index) => index.unique && index.constraint === null)
        .map((index) => fromIndex(entity, index, columns, notes)),
    ].filter((key) => key.columns.length > 0),
    (key) => JSON.stringify([...key.columns].sort()),
  )
}

function fromIndex(entity: string, index: Index, columns: readonly string[], notes: Note[]): UniqueKey {
  const simple = index.elements.every((element) => 'column' in element || keepsDistinct(element.expression))
  if (index.predicate !== null || !simple) {
    const about = [
      index.predicate === null ? '' : `rows where ${index.predicate}`,
      simple ? '' : 'the result of an expression',
    ]
    notes.push({
      code: 'UNIQUE_WIDENED',
      severity: simple ? 'info' : 'warning',
      at: entity,
      message: `The unique index ${index.name} is on ${about.filter((part) => part !== '').join(' and ')}; the columns in it are made unique in all rows.`,
      ...(simple
        ? {}
        : { hint: 'Where two values may give the same result, give the column a kind or range in which they cannot.' }),
    })
  }
  return {
    name: index.name,
    primary: false,
    columns: [...new Set(index.elements.flatMap((element) => columnsOf(element, columns)))],
    nullsNotDistinct:
      index.nullsNotDistinct ||
      index.elements.some((element) => 'expression' in element && /\bcoalesce\(/i.test(element.expression)),
    withoutOverlaps: false,
  }
}

/** Values that differ in more than case or outer space, as all unique values here do, give results that differ. */
function keepsDistinct(expression: string): boolean {
  const words = sqlTokens(expression, 'subscript').filter((token) => token.kind === 'word')
  const calls = words.filter((word) =>
    /^(lower|upper|btrim|trim|casefold|md5|coalesce|text|citext|integer|bigint|collate)$/i.test(word.text),
  )
  return words.length - calls.length <= 1 && !/[+\-*/%]|\|\|/.test(expression)
}

function columnsOf(element: Element, columns: readonly string[]): string[] {
  return 'column' in element ? [element.column] : columnsIn(element.expression, columns)
}

/** The columns that an expression names. */
function columnsIn(expression: string, columns: readonly string[]): string[] {
  const named = new Set(
    sqlTokens(expression, 'subscript').flatMap((token) =>
      token.kind === 'word' || token.kind === 'quoted' ? [token.value] : [],
    ),
  )
  const lower = new Set([...named].map((name) => name.toLowerCase()))
  return columns.filter((column) => named.has(column) || lower.has(column.toLowerCase()))
}
