import type { MaskingTable } from '../../anonymize/masking-schema.ts'
import type { Constraint, Element, Index, SchemaDefinition, Table } from '../definition.ts'
import { sqlTokens } from '../sql-tokens.ts'

interface HeldDistinct extends Pick<MaskingTable, 'keys' | 'fixed'> {
  /** Columns of which an index holds the letters of both cases for the same. */
  readonly caseless: ReadonlySet<string>
}

/**
 * What constraints and unique indexes keep distinct, whatever their condition: an index over a part of the rows counts
 * for all. An index over lower(column) makes a key that cannot tell cases apart; over any other expression, and under a
 * constraint that excludes more than equals, masks could break what nobody can foresee, so columns are fixed.
 */
export function heldDistinct(
  engine: SchemaDefinition['engine'],
  table: Table,
  constraints: readonly Constraint[],
  indexes: readonly Index[],
): HeldDistinct {
  const keys = new Map<string, readonly string[]>()
  const fixed: { columns: readonly string[]; why: string }[] = []
  const caseless = new Set<string>()
  const addKey = (columns: readonly string[]) => {
    const key = JSON.stringify([...columns].sort())
    if (!keys.has(key)) keys.set(key, columns)
  }
  const names = table.columns.map(({ name }) => name)

  for (const one of [...constraints].sort((a, b) => rank(a) - rank(b))) {
    if (one.kind === 'primary key' || one.kind === 'unique') {
      addKey(one.columns)
      if (one.withoutOverlaps)
        fixed.push({ columns: one.columns.slice(-1), why: `${one.name} lets no two ranges overlap` })
    }
    if (one.kind !== 'exclusion') continue
    const [same, other] = split(one.elements, (element) => element.operator === '=' && 'column' in element)
    addKey(one.elements.flatMap((element) => columnsIn(engine, element, names)))
    const columns = other.flatMap((element) => columnsIn(engine, element, names))
    if (same.length < one.elements.length)
      fixed.push({ columns, why: `the constraint ${one.name} excludes rows by it` })
  }
  for (const index of indexes) {
    if (!index.unique) continue
    addKey(index.elements.flatMap((element) => columnsIn(engine, element, names)))
    for (const element of index.elements) {
      if ('column' in element) continue
      const columns = columnsIn(engine, element, names)
      if (
        /^\s*(?:lower|upper)\s*\(/i.test(element.expression) &&
        columns.length === 1 &&
        isFold(engine, element.expression)
      ) {
        for (const column of columns) caseless.add(column)
      } else fixed.push({ columns, why: `the unique index ${index.name} is over an expression of it` })
    }
  }
  return { keys: [...keys.values()].filter((key) => key.length > 0), fixed, caseless }
}

function rank({ kind }: Constraint): number {
  return kind === 'primary key' ? 0 : 1
}

function split<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))]
}

/** The columns that an element reads: its own, or all whose names stand in its expression. */
function columnsIn(engine: SchemaDefinition['engine'], element: Element, names: readonly string[]): string[] {
  if ('column' in element) return [element.column]
  const folded = engine === 'sqlite' ? (name: string) => name.toLowerCase() : (name: string) => name
  const written = new Set(
    sqlTokens(element.expression, engine === 'sqlite' ? 'quote' : 'subscript').flatMap(({ kind, value }) =>
      kind === 'quoted' ? [folded(value)] : kind === 'word' ? [value.toLowerCase()] : [],
    ),
  )
  return names.filter((name) => written.has(folded(name)))
}

/** lower(column) or upper(column), a cast of the column to text included, and nothing more. */
function isFold(engine: SchemaDefinition['engine'], expression: string): boolean {
  const tokens = sqlTokens(expression, engine === 'sqlite' ? 'quote' : 'subscript')
  const calls = tokens.filter((token, i) => token.kind === 'word' && tokens[i + 1]?.text === '(')
  return calls.length === 1 && tokens.every(({ kind, text }) => kind !== 'symbol' || ['(', ')', '::'].includes(text))
}
