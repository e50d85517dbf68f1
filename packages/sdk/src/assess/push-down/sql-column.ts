import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import type { FieldType } from '../../model/schema.ts'
import type { SourceColumn, SourceTable } from '../read/database-tables.ts'

/** Types of which SQL counts as evaluation does; of all others only whether there is a value can be asked. */
export type SqlType = Exclude<FieldType, 'json' | 'bytes' | 'list'>

export interface SqlTerm {
  readonly type: SqlType
  readonly sql: string
}

/**
 * The columns of one table as terms, and with them the conditions under which rows are told apart from what SQL takes
 * them for: a value of SQLite that is not of the type that its column is declared as, a numeric beyond what a double
 * holds. A rule that meets such a row is counted by reading rows.
 */
export class SqlColumns {
  readonly table: SourceTable
  readonly dialect: Dialect
  readonly #alias: string
  /** True of rows that evaluation sees in another light. */
  readonly doubts = new Set<string>()

  constructor(table: SourceTable, dialect: Dialect, alias = 't') {
    this.table = table
    this.dialect = dialect
    this.#alias = alias
  }

  get from(): string {
    return `${quoting[this.dialect].quoteTable(this.table.table)} as ${this.#alias}`
  }

  names(): readonly string[] {
    return this.table.columns.map(({ name }) => name)
  }

  /** Whether there is a value can be asked of every column. */
  isNull(name: string): string | undefined {
    const column = this.#find(name)
    return column && `${this.#quoted(column)} is null`
  }

  isPresent(name: string): string | undefined {
    const column = this.#find(name)
    return column && `${this.#quoted(column)} is not null`
  }

  /** A value to be compared; texts by code points. Undefined where SQL would compare otherwise. */
  value(name: string): SqlTerm | undefined {
    const column = this.#find(name)
    if (column === undefined) return undefined
    const quoted = this.#quoted(column)
    return this.dialect === 'postgres' ? this.#postgres(column, quoted) : this.#sqlite(column, quoted)
  }

  /** The same where no value may be NaN, which is equal to itself in SQL alone. */
  number(name: string): SqlTerm | undefined {
    const term = this.value(name)
    if (term?.type === 'float' && this.dialect === 'postgres') this.doubts.add(`${term.sql} = 'NaN'`)
    return term
  }

  #find(name: string): SourceColumn | undefined {
    return this.table.columns.find((column) => column.name === name)
  }

  #quoted({ name }: SourceColumn): string {
    return `${this.#alias}.${quoting[this.dialect].quoteIdentifier(name)}`
  }

  #postgres({ type, cast }: SourceColumn, quoted: string): SqlTerm | undefined {
    const sql = `${quoted}${cast}`
    switch (type) {
      case 'text':
      case 'uuid':
        return { type, sql: `${quoted}::text collate "C"` }
      case 'decimal':
        this.doubts.add(`abs(${sql}) > 1e15`)
        return { type, sql }
      case 'integer':
      case 'float':
      case 'boolean':
      case 'date':
      case 'time':
      case 'timestamp':
      case 'timestamptz':
        return { type, sql }
      default:
        return undefined
    }
  }

  #sqlite({ type }: SourceColumn, quoted: string): SqlTerm | undefined {
    const doubt = (condition: string) => this.doubts.add(`${quoted} is not null and (${condition})`)
    switch (type) {
      case 'integer':
        doubt(`typeof(${quoted}) <> 'integer'`)
        return { type, sql: quoted }
      case 'decimal':
      case 'float':
        doubt(`typeof(${quoted}) not in ('integer', 'real') or abs(${quoted}) between 1e15 and 9e307`)
        return { type, sql: quoted }
      case 'boolean':
        doubt(`typeof(${quoted}) <> 'integer' or ${quoted} not in (0, 1)`)
        return { type, sql: quoted }
      case 'text':
        doubt(`typeof(${quoted}) <> 'text'`)
        return { type, sql: `${quoted} collate binary` }
      case 'date':
        doubt(`typeof(${quoted}) <> 'text' or ${quoted} is not date(${quoted})`)
        return { type, sql: quoted }
      case 'time':
        doubt(`typeof(${quoted}) <> 'text' or ${quoted} is not time(${quoted})`)
        return { type, sql: quoted }
      case 'timestamp':
      case 'timestamptz': {
        const sql = `rtrim(replace(${quoted}, 'T', ' '), 'Z')`
        doubt(`typeof(${quoted}) <> 'text' or ${sql} is not datetime(${sql})`)
        return { type, sql }
      }
      default:
        return undefined
    }
  }
}
