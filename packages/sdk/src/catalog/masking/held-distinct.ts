import type { FixedColumns, MaskingTable } from '../../anonymize/masking-schema.ts'
import type { Constraint, Index, SchemaDefinition, Table } from '../definition.ts'
import { sqlTokens } from '../sql-tokens.ts'

interface HeldDistinct extends Pick<MaskingTable, 'keys' | 'partialKeys' | 'fixed'> {
  /** Columns of which an index holds the letters of both cases for the same. */
  readonly caseless: ReadonlySet<string>
}

/**
 * What constraints and unique indexes keep distinct, those over a part of the rows apart. An index over lower(column) makes a key that cannot tell cases apart; over any other expression, and under a
 * constraint that excludes more than equals, masks could break what nobody can foresee, so columns are fixed.
 */
export function heldDistinct(
  engine: SchemaDefinition['engine'],
  table: Table,
  constraints: readonly Constraint[],
  indexes: readonly Index[],
): HeldDistinct {
  const keys = new Map<string, readonly string[]>()
  const partial = new Map<string, readonly string[]>()
  const fixed: FixedColumns[] = []
  const caseless = new Set<string>()
  /** Partitions may be held to more than the table that they are a part of. */
  const isOfTable = (one: Constraint | Index) =>
    'table' in one
      ? one.table.schema === table.schema && one.table.name === table.name
      : table.constraints.includes(one)
  const addKey = (of: Constraint | Index, columns: readonly string[], whole: boolean) => {
    const to = whole && isOfTable(of) ? keys : partial
    const key = JSON.stringify([...columns].sort())
    if (columns.length > 0 && !to.has(key)) to.set(key, columns)
  }
  const names = table.columns.map(({ name }) => name)

  for (const one of [...constraints].sort((a, b) => rank(a) - rank(b))) {
    if (one.kind === 'primary key' || one.kind === 'unique') {
      addKey(one, one.columns, true)
      if (one.kind === 'unique' && one.nullsNotDistinct)
        fixed.push(nullsAlike(one.columns, `the constraint ${one.name}`))
      if (one.withoutOverlaps)
        fixed.push({ columns: one.columns.slice(-1), why: `${one.name} lets no two ranges overlap` })
    }
    if (one.kind !== 'exclusion') continue
    const [same, other] = split(one.elements, (element) => element.operator === '=' && 'column' in element)
    const read = one.elements.flatMap((element) => columnsIn(engine, element, names))
    addKey(one, read, one.predicate === null && same.length === one.elements.length)
    const columns = other.flatMap((element) => columnsIn(engine, element, names))
    if (same.length < one.elements.length)
      fixed.push({ columns, why: `the constraint ${one.name} excludes rows by it` })
    fixed.push(...conditionOf(engine, one.predicate, names, `the constraint ${one.name}`))
  }
  for (const index of indexes) {
    if (!index.unique) continue
    const read = index.elements.flatMap((element) => columnsIn(engine, element, names))
    addKey(index, read, index.predicate === null)
    if (index.nullsNotDistinct && index.constraint === null)
      fixed.push(nullsAlike(read, `the unique index ${index.name}`))
    fixed.push(...conditionOf(engine, index.predicate, names, `the unique index ${index.name}`))
    for (const element of index.elements) {
      if ('column' in element) continue
      const columns = columnsIn(engine, element, names)
      if (
        /^\s*(?:lower|upper)\s*\(/i.test(element.expression) &&
        columns.length === 1 &&
        isFold(engine, element.expression)
      ) {
        for (const column of columns) caseless.add(column)
      } else {
        const why = `the unique index ${index.name} is over an expression of it`
        fixed.push({ columns, why, ...(strict(engine, element.expression) ? {} : { allows: 'nothing' as const }) })
      }
    }
  }
  return { keys: [...keys.values()], partialKeys: [...partial.values()], fixed, caseless }
}

function rank({ kind }: Constraint): number {
  return kind === 'primary key' ? 0 : 1
}

function split<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))]
}

function nullsAlike(columns: readonly string[], by: string): FixedColumns {
  return { columns, why: `${by} holds one NULL for the same as another`, allows: 'values' }
}

/** Other values could bring rows under a condition that were not. Where it asks for NULL alone, only NULL could. */
function conditionOf(
  engine: SchemaDefinition['engine'],
  predicate: string | null,
  names: readonly string[],
  by: string,
): FixedColumns[] {
  if (predicate === null) return []
  const columns = columnsIn(engine, { expression: predicate }, names)
  if (columns.length === 0) return []
  const folded = names.map((name) => name.toLowerCase())
  const words = tokensOf(engine, predicate).flatMap(({ kind, text, value }) =>
    text === '(' || text === ')' ? [] : kind === 'quoted' || folded.includes(value.toLowerCase()) ? ['_'] : [text],
  )
  const asksForNull = /^_ is (?:not )?null(?: (?:and|or) _ is (?:not )?null)*$/i.test(words.join(' '))
  return [
    {
      columns,
      why: `${by} is about some rows, and which they are is told by it`,
      allows: asksForNull ? 'values' : 'nothing',
    },
  ]
}

function tokensOf(engine: SchemaDefinition['engine'], expression: string) {
  return sqlTokens(expression, engine === 'sqlite' ? 'quote' : 'subscript')
}

/** Of functions that most likely give NULL for NULL. */
function strict(engine: SchemaDefinition['engine'], expression: string): boolean {
  return !tokensOf(engine, expression).some(
    ({ kind, value }) =>
      kind === 'word' &&
      /^(?:coalesce|ifnull|iif|if|nullif|case|is|isnull|notnull|concat|concat_ws|format|row|greatest|least|distinct|quote|typeof|quote_nullable|json\w*|to_json\w*|array|exists)$/i.test(
        value,
      ),
  )
}

/** The columns that an element reads: its own, or all whose names stand in its expression. */
export function columnsIn(
  engine: SchemaDefinition['engine'],
  element: { readonly column: string } | { readonly expression: string },
  names: readonly string[],
): string[] {
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
