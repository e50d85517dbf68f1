import { declaredType } from '../../catalog/analyze/sqlite/declared-type.ts'
import type { ColumnType } from '../../catalog/column-type.ts'
import type {
  CheckConstraint,
  Column,
  Constraint,
  ForeignKey,
  Index,
  SchemaDefinition,
  Table,
} from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/sqlite/quote.ts'
import { emptyDefinition } from '../plan/empty-definition.ts'
import type { Converted, ConvertedColumn, ConvertedTable } from './converted.ts'
import { leftOutNotes } from './left-out-notes.ts'
import { immediate, plainColumn, plainIndex, plainTable, written } from './plain-parts.ts'
import { translateDefault } from './translate-default.ts'
import { kindOf, translateCondition } from './translate-expression.ts'
import { exactDigits, sqliteType, toSqlite } from './type-mapping.ts'
import { UniqueNames } from './unique-names.ts'

/** A schema of Postgres as SQLite holds it: every table that holds rows, partitions as their whole, schemas as parts of names. */
export function convertToSqlite(source: SchemaDefinition): Converted {
  const notes: string[] = []
  const names = new UniqueNames()
  const roots = source.tables.filter(
    ({ kind, bound }) => (kind === 'table' && bound === null) || (kind === 'partitioned' && bound === null),
  )
  const drafts = new Map<string, Draft>()
  for (const from of roots) {
    const id = maskingTableName(source, from)
    const wanted = isUsual(from.schema) ? from.name : `${from.schema}_${from.name}`
    drafts.set(id, new Draft(id, from, names.of(wanted), notes))
  }
  const tables = new Map<string, ConvertedTable>()
  for (const [id, draft] of drafts)
    tables.set(
      id,
      draft.table((name) => drafts.get(maskingTableName(source, name))),
    )
  const indexes = source.indexes.flatMap(
    (index) => drafts.get(maskingTableName(source, index.table))?.index(index, names) ?? [],
  )
  notes.push(...leftOutNotes(source))
  return {
    definition: {
      ...emptyDefinition(source),
      engine: 'sqlite',
      serverVersion: '',
      defaultSchema: 'main',
      schemas: [{ name: 'main' }],
      extensions: [],
      owners: {},
      tables: [...tables.values()].map(({ to }) => to),
      indexes,
    },
    notes,
    tables,
  }
}

/** Its tables keep their bare names. */
function isUsual(schema: string): boolean {
  return schema === 'public'
}

class Draft {
  readonly #id: string
  readonly #from: Table
  readonly #name: string
  readonly #notes: string[]
  readonly #columns: readonly ConvertedColumn[]
  readonly #names: ReadonlyMap<string, string>

  constructor(id: string, from: Table, name: string, notes: string[]) {
    this.#id = id
    this.#from = from
    this.#name = name
    this.#notes = notes
    const names = new UniqueNames()
    this.#names = new Map(from.columns.map((column) => [column.name, names.of(column.name)]))
    this.#columns = from.columns.map((column, at) => this.#column(column, at + 1))
    const expected = isUsual(from.schema) ? from.name : `${from.schema}_${from.name}`
    if (name !== expected) this.#note(`becomes ${name}, since SQLite tells no names apart by their case`)
    for (const [old, renamed] of this.#names) {
      if (old !== renamed)
        this.#note(`: column ${old} becomes ${renamed}, since SQLite tells no names apart by their case`)
    }
  }

  get name(): string {
    return this.#name
  }

  column(name: string): string {
    return this.#names.get(name) ?? name
  }

  table(other: (name: ForeignKey['references']) => Draft | undefined): ConvertedTable {
    const from = this.#from
    const constraints = from.constraints.flatMap((one) => this.#constraint(one, other))
    const to = plainTable(
      'main',
      this.#name,
      this.#columns.map(({ to }) => to),
      [...constraints, ...this.#columns.flatMap(({ from, to }) => this.#typeChecks(from.type, to))],
    )
    return { from, to, columns: this.#columns.filter(({ from }) => from.generated === null) }
  }

  /** Only what every row of SQLite's can be held to: columns, and conditions that mean the same. */
  index(
    { name, method, unique, elements, predicate, include, constraint, nullsNotDistinct, parent, valid }: Index,
    names: UniqueNames,
  ): Index[] {
    if (constraint !== null || parent !== null) return []
    const columns = elements.map((element) => ('column' in element ? this.column(element.column) : undefined))
    const where = predicate === null ? null : this.#condition(predicate)
    if (
      method !== 'btree' ||
      where === undefined ||
      nullsNotDistinct ||
      !valid ||
      !columns.every((one) => one !== undefined)
    ) {
      const what = unique ? 'unique index' : 'index'
      this.#note(`: ${what} ${name} is left out: SQLite has no index like it`)
      return []
    }
    if (include.length > 0) this.#note(`: index ${name} no longer includes ${include.join(', ')}`)
    return [
      plainIndex({
        schema: 'main',
        name: names.of(name),
        table: { schema: 'main', name: this.#name },
        unique,
        elements: columns.map((column) => ({ column })),
        predicate: where,
      }),
    ]
  }

  #note(text: string): void {
    this.#notes.push(`${this.#id}${text.startsWith(':') ? '' : ' '}${text}.`)
  }

  #column(column: Column, position: number): ConvertedColumn {
    const { type, way, note } = sqliteType(column.type)
    const [bare = type, collation = null] = type.split(' COLLATE ')
    const isNumber = this.#isRowNumber(column)
    if (note !== '' && notable(column.type)) this.#note(`.${column.name}: ${note}`)
    if (column.generated !== null) this.#note(`.${column.name} is left empty: SQLite computes by other expressions`)
    const expression =
      column.identity !== null || column.sequence !== null || column.generated !== null ? null : column.default
    const value = expression === null ? null : translateDefault(expression, 'sqlite', way)
    if (value === undefined) this.#note(`.${column.name} has no default: SQLite has nothing like ${expression}`)
    if ((column.identity !== null || column.sequence !== null) && !isNumber) {
      this.#note(`.${column.name} is no longer numbered: SQLite numbers a primary key of one whole number alone`)
    }
    const to = {
      ...plainColumn({
        name: this.column(column.name),
        position,
        type: declaredType(isNumber ? 'INTEGER' : bare),
        databaseType: isNumber ? 'INTEGER' : bare,
        notNull: column.notNull && column.generated === null,
        default: value ?? null,
      }),
      collation,
      rowidAlias: isNumber,
    }
    return { from: column, to, way }
  }

  /** A primary key of one whole number is the row's number, which SQLite counts up by itself. */
  #isRowNumber({ name, type }: Column): boolean {
    const key = this.#from.constraints.find(({ kind }) => kind === 'primary key')
    if (key?.kind !== 'primary key' || key.columns.length !== 1 || key.columns[0] !== name) return false
    return toSqlite[baseOf(type).kind].way === 'integer'
  }

  #constraint(constraint: Constraint, other: (name: ForeignKey['references']) => Draft | undefined): Constraint[] {
    const { name } = constraint
    switch (constraint.kind) {
      case 'primary key':
      case 'unique': {
        if (constraint.withoutOverlaps || constraint.nullsNotDistinct) {
          this.#note(`: constraint ${name} is left out: SQLite has none like it`)
          return []
        }
        const { kind, columns } = constraint
        return [
          {
            kind,
            name,
            ...written,
            ...immediate,
            columns: columns.map((one) => this.column(one)),
            nullsNotDistinct: false,
            withoutOverlaps: false,
          },
        ]
      }
      case 'foreign key':
        return this.#foreignKey(constraint, other(constraint.references))
      case 'check': {
        const text = this.#condition(constraint.expression)
        if (text !== undefined) return [check(name, text)]
        this.#note(`: check ${name} is left out: SQLite may read it differently`)
        return []
      }
      case 'exclusion':
        this.#note(`: exclusion constraint ${name} is left out: SQLite has none`)
        return []
    }
  }

  #foreignKey(key: ForeignKey, parent: Draft | undefined): Constraint[] {
    if (parent === undefined || key.period) {
      this.#note(`: foreign key ${key.name} is left out: what it refers to is not in SQLite`)
      return []
    }
    return [
      {
        ...key,
        ...written,
        match: 'simple',
        valid: true,
        enforced: true,
        columns: key.columns.map((one) => this.column(one)),
        references: {
          schema: 'main',
          name: parent.name,
          columns: key.references.columns.map((one) => parent.column(one)),
        },
      },
    ]
  }

  #condition(text: string): string | undefined {
    const ways = new Map(this.#columns.map(({ from, way }) => [from.name, way]))
    return translateCondition(
      text,
      'sqlite',
      (name) => {
        const way = ways.get(name)
        const plain = this.#from.columns.find((column) => column.name === name)?.type
        return way && plain && isPlainText(plain, way) ? kindOf(way) : undefined
      },
      (name) => this.column(name),
    )
  }

  #typeChecks(type: ColumnType, to: Column): Constraint[] {
    const column = quoteIdentifier(to.name)
    switch (type.kind) {
      case 'enum':
        return [check(`${this.#name}_${to.name}_label`, `${column} in (${type.values.map(quoteLiteral).join(', ')})`)]
      case 'domain': {
        const { way } = sqliteType(type)
        const own = type.checks.flatMap(({ name, expression }) => {
          const text = translateCondition(
            expression,
            'sqlite',
            (one) => (/^value$/i.test(one) ? kindOf(way) : undefined),
            () => to.name,
          )
          if (text === undefined)
            this.#note(`.${to.name}: check ${name} of its domain is left out: SQLite may read it differently`)
          return text === undefined ? [] : [check(`${this.#name}_${to.name}_${name}`, text)]
        })
        return [...own, ...this.#typeChecks(type.base, to)]
      }
      default:
        return []
    }
  }
}

/** Types that are written as text without being one are compared by other rules. */
function isPlainText(type: ColumnType, way: string): boolean {
  return way !== 'text' || ['text', 'varchar', 'char', 'uuid', 'enum', 'date'].includes(baseOf(type).kind)
}

function baseOf(type: ColumnType): ColumnType {
  return type.kind === 'domain' ? baseOf(type.base) : type
}

/** What a reader of the plan would not expect; that a boolean is 1 or 0 is how SQLite is used. */
function notable(type: ColumnType): boolean {
  const base = baseOf(type)
  if (base.kind === 'numeric') return base.precision === undefined || base.precision > exactDigits
  return !['boolean', 'char', 'date', 'timestamp', 'timestamptz', 'real', 'double', 'enum', 'json', 'jsonb'].includes(
    base.kind,
  )
}

function check(name: string, expression: string): CheckConstraint {
  return { kind: 'check', name, ...written, expression, valid: true, enforced: true, noInherit: false }
}
