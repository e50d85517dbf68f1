import type { ColumnType } from '../../catalog/column-type.ts'
import type { Column, Table } from '../../catalog/definition.ts'
import { quoting } from '../../database/quote.ts'
import type { Row } from '../../factory/writer.ts'
import { binaryArray } from './binary-array.ts'
import { jsonOf } from './row-json.ts'

export interface Statement {
  readonly text: string
  readonly parameters: readonly (string | Uint8Array | null)[]
}

interface InsertOptions {
  /** Characters of one statement's parameters. */
  readonly most: number
  /** Whether parameters may come in the form that the server itself uses. */
  readonly binary: boolean
}

const { quoteIdentifier, quoteTable } = quoting.postgres

/**
 * Inserts of Postgres that take an array for each column, which the server reads in two thirds of the time that it takes
 * for JSON; a row that comes alone goes in by VALUES, in half of it. Undefined where a column's type, or a text that
 * Postgres cannot hold, leaves that to JSON: what comes of a value is the same either way. Several statements where one
 * would be too long.
 */
export function columnInserts(
  table: Table,
  columns: readonly Column[],
  fields: readonly string[],
  rows: readonly Row[],
  { most, binary }: InsertOptions,
): readonly Statement[] | undefined {
  const types = columns.map(({ type }) => elementType(type))
  if (columns.length === 0 || types.includes(undefined)) return undefined
  const texts = columns.map(({ type }, i) => textsOf(rows, fields[i]!, isJson(type)))
  if (!texts.every((one) => one !== undefined)) return undefined
  const head = headOf(table, columns)
  if (rows.length === 1) {
    const places = columns.map((_, i) => `$${i + 1}`).join(', ')
    return [{ text: `${head} values (${places})`, parameters: texts.map(([text]) => text ?? null) }]
  }
  const arrays = types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')
  const text = `${head} select * from unnest(${arrays})`
  return pieceEnds(texts, most).map(([from, to]) => ({
    text,
    parameters: texts.map((all, i) => {
      const part = to - from === all.length ? all : all.slice(from, to)
      return (binary ? binaryArray(columns[i]!.type.kind, part) : undefined) ?? arrayLiteral(part)
    }),
  }))
}

function headOf(table: Table, columns: readonly Column[]): string {
  const always = columns.some(({ identity }) => identity === 'always')
  const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const name = quoteTable({ schema: table.schema, name: table.name })
  return `insert into ${name} (${list})${always ? ' overriding system value' : ''}`
}

/** The type without its modifiers: a cast would cut what is too long, and the column refuses it. */
function elementType(type: ColumnType): string | undefined {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'boolean':
    case 'text':
    case 'uuid':
    case 'date':
    case 'json':
    case 'jsonb':
    case 'numeric':
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return type.kind
    case 'double':
      return 'double precision'
    case 'varchar':
      return 'text'
    case 'enum':
      return quoteTable(type)
    default:
      return undefined
  }
}

function isJson({ kind }: ColumnType): boolean {
  return kind === 'json' || kind === 'jsonb'
}

function textsOf(rows: readonly Row[], field: string, json: boolean): (string | null)[] | undefined {
  const texts = new Array<string | null>(rows.length)
  for (let i = 0; i < texts.length; i++) {
    const text = textOf(rows[i]![field], json)
    if (text === undefined) return undefined
    texts[i] = text
  }
  return texts
}

/** What Postgres reads the value from; undefined where that would be another one than out of JSON. */
function textOf(value: unknown, json: boolean): string | null | undefined {
  if (value === null || value === undefined) return null
  if (json) {
    const text = jsonOf(value)
    return text === 'null' ? null : text
  }
  if (typeof value === 'string') return isHeld(value) ? value : undefined
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return undefined
  const text = jsonOf(value)
  if (text === 'null') return null
  return text.startsWith('"') ? textOf(JSON.parse(text), false) : text
}

/** Paired ones are one character to it. */
const surrogate = /\p{Surrogate}/u

/** Neither a NUL nor half of a surrogate pair, which JSON makes the server refuse. */
function isHeld(text: string): boolean {
  return !text.includes('\0') && !surrogate.test(text)
}

function arrayLiteral(texts: readonly (string | null)[]): string {
  if (texts.includes(null)) return `{${texts.map((text) => (text === null ? 'NULL' : `"${escaped(text)}"`)).join(',')}}`
  return `{"${texts.map((text) => escaped(text!)).join('","')}"}`
}

function escaped(text: string): string {
  return text.includes('"') || text.includes('\\') ? text.replaceAll(/["\\]/g, '\\$&') : text
}

/** From and to of rows whose texts are about `most` characters together. */
function pieceEnds(columns: readonly (readonly (string | null)[])[], most: number): [number, number][] {
  const rows = columns[0]!.length
  const ends: [number, number][] = []
  let from = 0
  let size = 0
  for (let i = 0; i < rows; i++) {
    let own = 0
    for (const texts of columns) own += (texts[i]?.length ?? 4) + 3
    if (i > from && size + own > most) {
      ends.push([from, i])
      from = i
      size = 0
    }
    size += own
  }
  return [...ends, [from, rows]]
}
