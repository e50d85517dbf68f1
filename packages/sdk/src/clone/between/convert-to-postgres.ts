import type {
  CheckConstraint,
  Column,
  Constraint,
  ForeignKey,
  Index,
  SchemaDefinition,
  Sequence,
  Table,
} from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import { emptyDefinition } from '../plan/empty-definition.ts'
import type { Converted, ConvertedColumn, ConvertedTable } from './converted.ts'
import { leftOutNotes } from './left-out-notes.ts'
import { immediate, plainColumn, plainIndex, plainTable, written } from './plain-parts.ts'
import { translateDefault } from './translate-default.ts'
import { kindOf, translateCondition } from './translate-expression.ts'
import { toPostgres } from './type-mapping.ts'
import { UniqueNames } from './unique-names.ts'

const schema = 'public'

/**
 * A schema of SQLite as Postgres holds it.
 * @param zoned columns of moments that all name their zone, as table and column
 */
export function convertToPostgres(
  source: SchemaDefinition,
  zoned: (table: string, column: string) => boolean = () => false,
): Converted {
  const notes: string[] = []
  const relations = new UniqueNames()
  const drafts = new Map<string, Draft>()
  for (const from of source.tables) {
    if (from.kind === 'virtual') continue
    const id = maskingTableName(source, from)
    relations.of(from.name)
    drafts.set(id, new Draft(id, from, notes, (column) => zoned(id, column)))
  }
  const byName = new Map([...drafts.values()].map((draft) => [draft.from.name.toLowerCase(), draft]))
  const uniques = source.indexes.filter(({ unique, predicate }) => unique && predicate === null)
  const tables = new Map<string, ConvertedTable>()
  for (const [id, draft] of drafts) {
    tables.set(
      id,
      draft.table((name) => byName.get(name.toLowerCase()), uniques, relations),
    )
  }
  const indexes = source.indexes.flatMap(
    (index) => byName.get(index.table.name.toLowerCase())?.index(index, relations) ?? [],
  )
  notes.push(...leftOutNotes(source))
  return {
    definition: {
      ...emptyDefinition(source),
      engine: 'postgres',
      serverVersion: '',
      defaultSchema: schema,
      schemas: [{ name: schema }],
      tables: [...tables.values()].map(({ to }) => to),
      indexes,
    },
    notes,
    tables,
  }
}

class Draft {
  readonly from: Table
  readonly columns: readonly ConvertedColumn[]
  readonly #id: string
  readonly #notes: string[]

  constructor(id: string, from: Table, notes: string[], zoned: (column: string) => boolean) {
    this.#id = id
    this.from = from
    this.#notes = notes
    this.columns = from.columns.map((column, at) => this.#column(column, at + 1, zoned(column.name)))
  }

  table(other: (name: string) => Draft | undefined, uniques: readonly Index[], relations: UniqueNames): ConvertedTable {
    const { from } = this
    const keys: Constraint[] = []
    for (const one of from.constraints) keys.push(...this.#constraint(one, other, uniques, relations))
    const to = plainTable(
      schema,
      from.name,
      this.columns.map(({ to }) => to),
      keys,
    )
    return { from, to, columns: this.columns.filter(({ from }) => from.generated === null) }
  }

  index({ name, unique, elements, predicate, definition, constraint }: Index, relations: UniqueNames): Index[] {
    if (constraint !== null || name.startsWith('sqlite_autoindex')) return []
    const columns = elements.map((element) => ('column' in element ? element.column : undefined))
    const where = predicate === null ? null : this.#condition(predicate)
    if (where === undefined || !columns.every((one) => one !== undefined) || / COLLATE /i.test(definition ?? '')) {
      this.#note(`: ${unique ? 'unique index' : 'index'} ${name} is left out: Postgres may read it differently`)
      return []
    }
    return [
      plainIndex({
        schema,
        name: relations.of(name),
        table: { schema, name: this.from.name },
        unique,
        elements: columns.map((column) => ({ column })),
        predicate: where,
      }),
    ]
  }

  way(name: string): ConvertedColumn | undefined {
    return this.columns.find(({ from }) => from.name === name)
  }

  #note(text: string): void {
    this.#notes.push(`${this.#id}${text}.`)
  }

  #column(column: Column, position: number, zoned: boolean): ConvertedColumn {
    const mapped = toPostgres[column.type.kind]
    const wall = mapped.way === 'wall clock' && zoned
    const type = wall ? 'timestamptz' : mapped.type
    const way = wall ? 'instant' : mapped.way
    if (column.type.kind === 'any') this.#note(`.${column.name}: ${mapped.note}`)
    if (column.collation !== null && column.collation.toUpperCase() !== 'BINARY') {
      this.#note(`.${column.name} is compared letter by letter: Postgres has no collation like ${column.collation}`)
    }
    if (column.generated !== null) this.#note(`.${column.name} is left empty: Postgres computes by other expressions`)
    const value =
      column.default === null || column.generated !== null ? null : translateDefault(column.default, 'postgres', way)
    if (value === undefined) this.#note(`.${column.name} has no default: Postgres has nothing like ${column.default}`)
    const to = {
      ...plainColumn({
        name: column.name,
        position,
        type: typeOf(type),
        databaseType: type,
        notNull: column.notNull && column.generated === null,
        default: value ?? null,
      }),
      ...(column.rowidAlias
        ? { identity: 'by default' as const, identitySequence: numbering(this.from.name, column.name) }
        : {}),
    }
    return { from: column, to, way }
  }

  #constraint(
    constraint: Constraint,
    other: (name: string) => Draft | undefined,
    uniques: readonly Index[],
    relations: UniqueNames,
  ): Constraint[] {
    const { kind } = constraint
    switch (kind) {
      case 'primary key':
      case 'unique': {
        if (/ COLLATE /.test(constraint.definition ?? '')) {
          this.#note(
            `: ${kind} ${constraint.name} keeps apart letter by letter: Postgres has no collation like its own`,
          )
        }
        const columns = constraint.columns.map(quoteIdentifier).join(', ')
        return [
          {
            kind,
            name: relations.of(constraint.name),
            ...written,
            ...immediate,
            columns: constraint.columns,
            nullsNotDistinct: false,
            withoutOverlaps: false,
            definition: `${kind.toUpperCase()} (${columns})`,
          },
        ]
      }
      case 'foreign key':
        return this.#foreignKey(constraint, other(constraint.references.name), uniques)
      case 'check': {
        if (this.#isBooleanCheck(constraint)) return []
        const text = this.#condition(constraint.expression)
        if (text === undefined) {
          this.#note(`: check ${constraint.name} is left out: Postgres may read it differently`)
          return []
        }
        return [{ ...constraint, ...written, expression: text, definition: `CHECK (${text})` }]
      }
      case 'exclusion':
        return []
    }
  }

  /** What boolean means already. */
  #isBooleanCheck({ expression }: CheckConstraint): boolean {
    const [, name] = /^"?([^"()]+?)"? in \((?:0, ?1|1, ?0)\)$/i.exec(expression) ?? []
    return name !== undefined && this.way(name)?.way === 'boolean'
  }

  #foreignKey(key: ForeignKey, parent: Draft | undefined, uniques: readonly Index[]): Constraint[] {
    const { columns } = key.references
    const fits =
      parent !== undefined &&
      columns.every(
        (name, at) => parent.way(name)?.to.databaseType === this.way(key.columns[at] ?? '')?.to.databaseType,
      ) &&
      (parent.from.constraints.some(
        (one) => (one.kind === 'primary key' || one.kind === 'unique') && sameSet(one.columns, columns),
      ) ||
        uniques.some(
          (index) =>
            index.table.name === parent.from.name &&
            sameSet(
              index.elements.map((one) => ('column' in one ? one.column : '')),
              columns,
            ),
        ))
    if (!fits) {
      this.#note(`: foreign key ${key.name} is left out: what it refers to is no key of the same types in Postgres`)
      return []
    }
    const references = { schema, name: parent.from.name, columns }
    return [
      {
        ...key,
        ...written,
        match: 'simple',
        valid: true,
        enforced: true,
        references,
        definition: foreignKeyText(key, references),
      },
    ]
  }

  #condition(text: string): string | undefined {
    const known = new Map(this.columns.map((column) => [column.from.name.toLowerCase(), column]))
    const find = (name: string) => known.get(name.toLowerCase())
    return translateCondition(
      text,
      'postgres',
      (name) => {
        const way = find(name)?.way
        return way === undefined || way === 'uuid' ? undefined : kindOf(way)
      },
      (name) => find(name)?.from.name ?? name,
    )
  }
}

function typeOf(type: string): Column['type'] {
  switch (type) {
    case 'bigint':
    case 'numeric':
    case 'boolean':
    case 'text':
    case 'uuid':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'json':
    case 'bytea':
      return { kind: type }
    default:
      return { kind: 'double' }
  }
}

function numbering(table: string, column: string): Sequence {
  return {
    schema,
    name: `${table}_${column}_seq`.slice(0, 60),
    databaseType: 'bigint',
    start: '1',
    increment: '1',
    minimum: '1',
    maximum: '9223372036854775807',
    cycle: false,
    cache: '1',
    unlogged: false,
    last: null,
    owner: { schema, name: table, column },
  }
}

function foreignKeyText(
  { columns, onDelete, onUpdate, deferrable, initiallyDeferred }: ForeignKey,
  references: ForeignKey['references'],
): string {
  const list = (names: readonly string[]) => `(${names.map(quoteIdentifier).join(', ')})`
  return [
    `FOREIGN KEY ${list(columns)} REFERENCES ${quoteTable(references)} ${list(references.columns)}`,
    ...(onUpdate === 'no action' ? [] : [`ON UPDATE ${onUpdate.toUpperCase()}`]),
    ...(onDelete === 'no action' ? [] : [`ON DELETE ${onDelete.toUpperCase()}`]),
    ...(deferrable ? ['DEFERRABLE'] : []),
    ...(initiallyDeferred ? ['INITIALLY DEFERRED'] : []),
  ].join(' ')
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}
