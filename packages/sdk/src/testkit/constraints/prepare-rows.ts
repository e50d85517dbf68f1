import { createHash } from 'node:crypto'
import type { PartitionBound, PartitionKey, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Model } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { attemptWhole, undone } from './attempt.ts'
import { freshRows, type Made } from './fresh-rows.ts'
import { insertText, type LiteralRow, nullLiteral, selectLiterals, tableText } from './literal-row.ts'
import { told } from './refusal.ts'
import type { Prepared } from './trial.ts'

/** Of fewer no two differ. */
const enough = 2
/** In a circle what is laid for one is taken by another, but not for ever. */
const mostLaid = 6

export interface RowPreparer {
  rowsFor(table: Table): Promise<Prepared>
  /** Puts in rows that a table's own may refer to and nobody does yet; what rowsFor answered before may not do after it. */
  layParents(table: Table): Promise<boolean>
}

/** Makes rows of tables when they are asked for, once of each. */
export function rowPreparer(
  session: Session,
  definition: SchemaDefinition,
  model: Model,
  seed: string,
): (table: Table) => Promise<Prepared> {
  return prepareRows(session, definition, model, seed).rowsFor
}

export function prepareRows(session: Session, definition: SchemaDefinition, model: Model, seed: string): RowPreparer {
  const known = new Map<string, Promise<Prepared>>()
  /** How often parents were added for a table. */
  const laid = new Map<string, number>()

  function rowsFor(table: Table): Promise<Prepared> {
    const key = keyOf(table)
    const found = known.get(key) ?? prepare(table)
    known.set(key, found)
    return found
  }

  async function prepare(table: Table): Promise<Prepared> {
    if (table.kind === 'foreign') return none('its rows live in another database')
    if (table.kind === 'partition') return await ofPartition(table)
    const made = await freshWithParents(table, [keyOf(table)])
    const passing = await thatPass(table, made.rows)
    if (passing.rows.length > 0 || made.rows.length === 0) return { ...passing, reason: passing.reason ?? made.reason }
    // What a check asks for that nobody can read, rows that stand there have.
    const likeStanding = await thatPass(table, await withStandingValues(table, made.rows))
    return likeStanding.rows.length > 0 ? likeStanding : passing
  }

  async function freshWithParents(table: Table, path: readonly string[]): Promise<Made> {
    const own = `${seed} ${digest(keyOf(table))} ${path.length}`
    const best = await mostOf(table, own)
    const laidBefore = laid.get(keyOf(table)) ?? 0
    if (best.rows.length >= enough || laidBefore >= mostLaid || !(await layParents(table, path))) return best
    // What was made for others may have been taken by now.
    known.clear()
    return await mostOf(table, own)
  }

  async function mostOf(table: Table, own: string): Promise<Made> {
    let best: Made | undefined
    for (const nulls of ['nowhere', 'in references', 'as usual'] as const) {
      const made = await freshRows(session, definition, model, table, own, nulls)
      if (!best || made.rows.length > best.rows.length) best = made
      if (best.rows.length >= enough) break
    }
    return best ?? { rows: [], reason: null }
  }

  /** Where every row needs a parent of its own, and all that stand there have one: parents that nobody has yet. */
  async function layParents(table: Table, path: readonly string[]): Promise<boolean> {
    let some = false
    for (const one of table.constraints) {
      const key = one.kind === 'foreign key' ? keyOf(one.references) : ''
      const parent = definition.tables.find((other) => keyOf(other) === key)
      if (parent?.kind !== 'table' || path.includes(key)) continue
      for (const row of (await freshWithParents(parent, [...path, key])).rows) {
        const outcome = await attemptWhole(session, insertText(parent, row, session.dialect))
        if (outcome.accepted) some = true
      }
    }
    if (some) laid.set(keyOf(table), (laid.get(keyOf(table)) ?? 0) + 1)
    return some
  }

  async function thatPass(table: Table, candidates: readonly LiteralRow[]): Promise<Prepared> {
    const rows: LiteralRow[] = []
    let reason: string | null = null
    for (const row of candidates) {
      const outcome = await undone(session, (inner) => attemptWhole(inner, insertText(table, row, session.dialect)))
      if (!outcome.accepted) reason = `a row that was to pass was refused by ${told(outcome.refusal)}`
      else if (outcome.answers.length === 0) reason = 'a trigger or a rule lets no row in that is inserted'
      else rows.push(row)
    }
    return { rows, absent: candidates, reason: rows.length > 0 ? null : reason }
  }

  async function withStandingValues(table: Table, made: readonly LiteralRow[]): Promise<LiteralRow[]> {
    const columns = Object.keys(made[0] ?? {})
    const text = `${selectLiterals(tableText(table, session.dialect), columns, session.dialect)} limit ${made.length}`
    const standing = await session.query<Record<string, string | null>>(text)
    const keys = new Set(
      table.constraints.flatMap((one) => (one.kind === 'primary key' || one.kind === 'unique' ? one.columns : [])),
    )
    return standing.map((row, i) =>
      Object.fromEntries(
        columns.map((column) => [column, (keys.has(column) ? made[i]?.[column] : row[column]) ?? nullLiteral]),
      ),
    )
  }

  /** Rows of the whole, with the values of its key that this part is for. */
  async function ofPartition(part: Table): Promise<Prepared> {
    const whole = definition.tables.find((one) => part.parents.some((parent) => keyOf(parent) === keyOf(one)))
    if (!whole?.partitionKey || !part.bound) return none('what it is a part of is not known')
    const own = valuesWithin(whole.partitionKey, part.bound)
    const { rows, absent, reason } = await rowsFor(whole)
    if (own === undefined) {
      const passing = await thatPass(part, rows)
      return passing.rows.length > 0 ? passing : none('only the database knows which rows are its part')
    }
    const moved = (row: LiteralRow): LiteralRow => ({ ...row, ...own })
    if (rows.length === 0) return none(reason ?? 'no row of the whole can be made')
    const passing = await thatPass(part, rows.map(moved))
    return { ...passing, absent: absent.map(moved) }
  }

  return {
    rowsFor,
    async layParents(table) {
      const some = await layParents(table, [keyOf(table)])
      if (some) known.clear()
      return some
    },
  }
}

/** Values of the key's columns that lie within a bound; undefined where an expression or a hash decides. */
function valuesWithin({ elements }: PartitionKey, bound: PartitionBound): LiteralRow | undefined {
  const columns = elements.map((element) => ('column' in element ? element.column : undefined))
  const [first] = columns
  if (first === undefined || columns.includes(undefined)) return undefined
  switch (bound.kind) {
    case 'list': {
      const [value] = bound.values
      return value === undefined ? undefined : { [first]: written(value) }
    }
    case 'range': {
      const values: Record<string, string> = {}
      for (const [i, end] of bound.from.entries()) {
        if (end.kind !== 'value') return undefined
        values[columns[i] ?? first] = written(end.value)
      }
      return values
    }
    case 'hash':
    case 'default':
      return undefined
  }
}

function written(value: string | null): string {
  return value === null ? nullLiteral : quoting.postgres.quoteLiteral(value)
}

function none(reason: string): Prepared {
  return { rows: [], absent: [], reason }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
