import type { Column, Table } from '../../catalog/definition.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { planInserts, type TableRows } from '../../factory/insert-plan.ts'
import type { Insert, Writer } from '../../factory/writer.ts'
import { writerFor } from '../../fill/factories/database-writer.ts'
import { columnNamed, type FactoryTables } from '../../fill/factories/factory-tables.ts'
import { jsonOfRows } from '../../fill/factories/row-json.ts'
import { statementColumn, statements } from '../../fill/factories/statements.ts'
import { setSequencesRight } from '../../fill/sequences.ts'
import { targetFor } from '../../fill/target.ts'
import { parseJsonExact } from '../../formats/json-parse.ts'
import { nearest } from '../../values/nearest.ts'
import type { DatabaseTarget } from '../data-need.ts'
import type { FixtureRow, FixtureTable } from './fixture-file.ts'
import { knownTables } from './known-tables.ts'
import { notingWriter } from './noting-writer.ts'

/** Writes rows of files, parents before children, all or nothing. What they leave out, the database gives. */
export async function loadFixtures(target: DatabaseTarget, fixtures: readonly FixtureTable[]): Promise<void> {
  const tables = await knownTables(target)
  const writer = notingWriter(target, tables, writerFor(target.database, tables))
  const plan = planInserts(await rowsByTable(fixtures, tables, writer, target.database.dialect === 'sqlite'))
  await writer.write({ ...plan, inserts: plan.inserts.flatMap(byFields) })
  // Elsewhere the sequences are those of others, too.
  if (target.isolated) await moveSequences(target.database, tables, plan.inserts)
}

async function rowsByTable(
  fixtures: readonly FixtureTable[],
  tables: FactoryTables,
  writer: Writer,
  lite: boolean,
): Promise<TableRows[]> {
  const byTable = new Map<Table, { entity: string; rows: FixtureRow[] }>()
  for (const fixture of fixtures) {
    const table = tables.named(fixture.table)
    refuseUnknown(fixture, table)
    const one = byTable.get(table) ?? { entity: fixture.table, rows: [] }
    for (const [i, row] of fixture.rows.entries()) one.rows.push(asColumns(row, table, fixture, i, lite))
    byTable.set(table, one)
  }
  return Promise.all(
    [...byTable.values()].map(async ({ entity, rows }) => ({
      entity,
      facts: await writer.table(entity, [...new Set(rows.flatMap((row) => Object.keys(row)))]),
      nodes: rows.map((row) => ({ row: { ...row } })),
    })),
  )
}

function refuseUnknown({ rows, table: name, from }: FixtureTable, table: Table): void {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const unknown = fields.find((field) => columnNamed(table, field)?.generated !== null)
  if (unknown === undefined) return
  const near = nearest(
    unknown,
    table.columns.map((column) => column.name),
    1,
  )
  throw new UnderstudyError('INPUT_MALFORMED', {
    operation: 'load fixtures',
    at: `${from}, ${name}.${unknown}`,
    message: `the table ${name} takes no ${JSON.stringify(unknown)}, which rows of ${from} have`,
    ...(near[0] === undefined || near[0] === unknown ? {} : { hint: `Is ${JSON.stringify(near[0])} meant?` }),
  })
}

/** Values as their columns take them; most, the database itself reads best. */
function asColumns(row: FixtureRow, table: Table, fixture: FixtureTable, i: number, lite: boolean): FixtureRow {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => {
      const column = columnNamed(table, field)
      const at = `${fixture.from}, ${fixture.table}[${i}].${field}`
      return [field, typeof value === 'string' && column ? valueFor(column, value, fixture.asText, lite, at) : value]
    }),
  )
}

function valueFor({ type: { kind } }: Column, text: string, asText: boolean, lite: boolean, at: string): unknown {
  if (kind === 'bytea') return bytesOf(text, asText, at)
  if (!asText) return text
  if (kind === 'json' || kind === 'jsonb') {
    const value = parseJsonExact(text)
    if (value === undefined) throw notOfItsType(at, 'JSON')
    return value
  }
  // SQLite would keep the words.
  if (lite && kind === 'boolean' && /^(true|false|t|f)$/i.test(text)) return /^t/i.test(text)
  return text
}

/** Hexadecimal digits behind \x, or base64 where a format of JSON has it. */
function bytesOf(text: string, asText: boolean, at: string): Uint8Array {
  if (text.startsWith('\\x') && /^\\x([0-9a-f]{2})*$/i.test(text)) return Buffer.from(text.slice(2), 'hex')
  if (!asText && /^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return Buffer.from(text, 'base64')
  throw notOfItsType(at, 'bytes')
}

function notOfItsType(at: string, type: string): UnderstudyError {
  return new UnderstudyError('INPUT_MALFORMED', { operation: 'load fixtures', at, message: `${at} is no ${type}` })
}

/** A column that a row does not name gets its default, which the null of a row that stands beside others would not be. */
function byFields(insert: Insert): Insert[] {
  const groups = new Map<string, FixtureRow[]>()
  for (const row of insert.rows) {
    const fields = insert.fields.filter((field) => row[field] !== undefined)
    const key = JSON.stringify(fields)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups].map(([fields, rows]) => ({ entity: insert.entity, fields: namesIn(fields), rows }))
}

function namesIn(key: string): string[] {
  const names: unknown = JSON.parse(key)
  return Array.isArray(names) ? names.map(String) : []
}

/** Numbers that were given by hand are not given again by the sequences of their columns. */
async function moveSequences(session: Session, tables: FactoryTables, inserts: readonly Insert[]): Promise<void> {
  const numbered = new Set(
    inserts.flatMap(({ entity, fields }) => {
      const table = tables.named(entity)
      return fields.some((field) => columnNamed(table, field)?.sequence) ? [table] : []
    }),
  )
  if (numbered.size === 0) return
  const definition = { ...tables.definition, tables: tables.definition.tables.filter((table) => numbered.has(table)) }
  await setSequencesRight(session, targetFor(definition, toModel(definition).schema), { notes: [] })
}

/** Which rows that were loaded are gone, as far as they name their key. */
export async function missingFixtures(
  session: Session,
  tables: FactoryTables,
  loaded: Readonly<Record<string, readonly FixtureRow[]>>,
): Promise<string[]> {
  const writer = writerFor(session, tables)
  const problems: string[] = []
  for (const [name, rows] of Object.entries(loaded)) {
    const { key } = await writer.table(name, [...new Set(rows.flatMap((row) => Object.keys(row)))])
    const named = rows.filter((row) => key.length > 0 && key.every((field) => row[field] != null))
    if (named.length === 0) continue
    const made = statements[session.dialect]
    const columns = key.map((field) => statementColumn(tables.named(name), field, named))
    const placed = named.map((row, place) => [...key.map((field) => row[field]), place])
    const found = await session.query(made.find(tables.named(name), columns), [jsonOfRows(placed, made.form)])
    if (found.length < named.length) {
      problems.push(`${named.length - found.length} of the ${named.length} rows of ${name} are gone`)
    }
  }
  return problems
}
