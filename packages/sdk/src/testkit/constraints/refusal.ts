import type { UnderstudyError } from '../../errors.ts'
import type { ClassifiedError, ErrorClass } from '../errors/error-class.ts'

/** Which rule of the database refused a row, by its names alone. */
export interface Refusal {
  readonly class: ErrorClass
  readonly code: string | null
  readonly schema: string | null
  readonly table: string | null
  readonly constraint: string | null
  /** Of SQLite's unique keys all of them. */
  readonly columns: readonly string[]
  /** The domain whose rule it was. */
  readonly domain: string | null
}

export function refusalOf({ message, details }: UnderstudyError, found: ClassifiedError): Refusal {
  const keyed = typeof details.sqliteCode === 'string' ? keyOfMessage(message) : undefined
  return {
    class: isForeignKeyOfSqlite(message, details.sqliteCode) ? 'foreign_key_parent' : found.class,
    code: found.code,
    schema: text(details.schema),
    table: keyed?.table ?? text(details.table),
    constraint: keyed?.index ?? text(details.constraint),
    columns: keyed?.columns ?? (found.column === null ? [] : [found.column]),
    domain: text(details.dataType),
  }
}

/** For people: what refused, without any value. */
export function told({ class: kind, code, table, constraint, columns, domain }: Refusal): string {
  const of = table === null ? '' : ` of ${table}`
  const state = code === null ? '' : ` (${code})`
  if (kind === 'check_violation' && constraint === null) return `the partitions${of}, of which none takes it${state}`
  if (kind === 'raised') return `an error that a trigger or function raised${state}`
  if (kind === 'permission_denied') return `row-level security or a missing privilege${state}`
  if (domain !== null && constraint !== null) return `${constraint} of the domain ${domain}${state}`
  if (constraint !== null) return `${constraint}${of}${state}`
  if (columns.length > 0) return `${kind.replaceAll('_', ' ')} on ${columns.join(', ')}${of}${state}`
  return `${kind.replaceAll('_', ' ')}${of}${state}`
}

/** SQLite: "UNIQUE constraint failed: t.a, t.b", or "index 'i'" where the index is on expressions. */
function keyOfMessage(message: string): { table?: string; index?: string; columns: string[] } | undefined {
  const named = /^UNIQUE constraint failed: (.+)$/s.exec(message)?.[1]
  if (named === undefined) return undefined
  const index = /^index '(.*)'$/s.exec(named)?.[1]
  if (index !== undefined) return { index, columns: [] }
  const table = named.slice(0, named.indexOf('.'))
  return {
    table,
    columns: named.split(`, ${table}.`).map((part, i) => (i === 0 ? part.slice(table.length + 1) : part)),
  }
}

/** RESTRICT has the code of a trigger. */
function isForeignKeyOfSqlite(message: string, code: unknown): boolean {
  return code === 'SQLITE_CONSTRAINT_TRIGGER' && message === 'FOREIGN KEY constraint failed'
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
