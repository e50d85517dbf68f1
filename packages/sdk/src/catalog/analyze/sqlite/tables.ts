import type { Column, Sequence, Table } from '../../definition.ts'
import { namedConstraints } from './constraint-names.ts'
import type { CreateTable } from './create-table.ts'
import { declaredType } from './declared-type.ts'
import { type ColumnsByTable, foreignKeys, spelled } from './foreign-keys.ts'
import { keys } from './keys.ts'
import { normalForm } from './normal-form.ts'
import type { ColumnFact, ForeignKeyFact, TableFact } from './read.ts'
import { virtualTable } from './virtual-table.ts'

const schema = 'main'

/** What the pragmas and the statement tell of one table. */
interface TableParts {
  readonly fact: TableFact
  /** Undefined for a virtual table. */
  readonly statement: CreateTable | undefined
  readonly columns: readonly ColumnFact[]
  readonly references: readonly ForeignKeyFact[]
}

export function tableOf(parts: TableParts, anyCase: ColumnsByTable): Table {
  const { fact, statement, columns, references } = parts
  const alias = statement === undefined ? null : rowidAlias(fact, statement, columns)
  const shown = columns.filter((column) => column.hidden !== 1)
  const constraints =
    statement === undefined
      ? []
      : [
          ...keys(statement, (name) => spelled(columns, name)),
          ...foreignKeys(references, statement, anyCase),
          ...statement.checks.map((check) => ({
            ...check,
            kind: 'check' as const,
            definition: null,
            valid: true,
            enforced: true,
            inherited: false,
            keyOfWhole: null,
            noInherit: false,
          })),
        ]
  return {
    schema,
    name: fact.name,
    kind: fact.type === 'virtual' ? 'virtual' : 'table',
    parents: [],
    partitionKey: null,
    bound: null,
    columns: shown.map((column) => columnOf(column, parts, column.name === alias)),
    constraints: namedConstraints(
      fact.name,
      shown.map(({ name }) => name),
      constraints,
    ),
    partitionBy: null,
    boundText: null,
    ofType: null,
    unlogged: false,
    ...(fact.type === 'virtual' ? virtualTable(fact.sql) : { accessMethod: null, options: {} }),
    tablespace: null,
    replicaIdentity: 'default',
    clusteredOn: null,
    foreign: null,
    rowSecurity: { enabled: false, forced: false },
    strict: fact.strict === 1,
    withoutRowid: fact.withoutRowid === 1,
  }
}

/** A single primary key of the very type INTEGER is the row's number, unless DESC stands after it in the column. */
function rowidAlias(table: TableFact, statement: CreateTable, columns: readonly ColumnFact[]): string | null {
  const [key, ...more] = columns.filter((column) => column.key > 0)
  if (!key || more.length > 0 || table.withoutRowid === 1) return null
  if (key.type.toUpperCase() !== 'INTEGER' || statement.columns.get(key.name)?.descending) return null
  return key.name
}

/** What a column does on conflict with NOT NULL is its option `not null on conflict`. */
function columnOf(fact: ColumnFact, { fact: table, statement }: TableParts, rowidAlias: boolean): Column {
  const written = statement?.columns.get(fact.name)
  const generated = fact.hidden === 2 || fact.hidden === 3
  const counted = rowidAlias && (statement?.autoincrement ?? false)
  const type = fact.type.replace(/\s*\bgenerated\s+always$/i, '')
  const { name = null, onConflict = null } = written?.notNull ?? {}
  return {
    name: fact.name,
    position: fact.position + 1,
    type: declaredType(type),
    databaseType: typeText(type),
    notNull: fact.notNull === 1 || (fact.key > 0 && (rowidAlias || table.withoutRowid === 1 || table.strict === 1)),
    default: fact.default === null ? null : normalForm(fact.default),
    identity: null,
    generated: generated ? { expression: written?.generated ?? '', stored: fact.hidden === 3 } : null,
    sequence: counted ? { schema, name: table.name } : null,
    rowidAlias,
    collation: written?.collation ?? null,
    inherited: false,
    identitySequence: null,
    notNullConstraint: name === null ? null : { name, valid: true, noInherit: false, inherited: false },
    storage: null,
    compression: null,
    statisticsTarget: null,
    options: onConflict === null ? {} : { 'not null on conflict': onConflict },
    foreignOptions: {},
  }
}

/** Of types as people write them, one text whatever the white space; another text in quotes stays as it is. */
function typeText(type: string): string {
  const [, words, inside] = /^([\w$ \t\r\n]*?)\s*(?:\(\s*([^()]*?)\s*\))?$/.exec(type) ?? []
  if (words === undefined) return type
  const name = words.trim().replaceAll(/\s+/g, ' ')
  return inside === undefined ? name : `${name}(${inside.split(/\s*,\s*/).join(', ')})`
}

export function counterOf(table: string, statement: CreateTable, last: string | undefined): Sequence[] {
  const column = statement.keys.find((key) => key.kind === 'primary key')?.columns[0]?.name
  if (!statement.autoincrement || column === undefined) return []
  return [
    {
      schema,
      name: table,
      databaseType: 'INTEGER',
      start: '1',
      increment: '1',
      minimum: '1',
      maximum: '9223372036854775807',
      cycle: false,
      cache: '1',
      unlogged: false,
      last: last ?? null,
      owner: { schema, name: table, column },
    },
  ]
}
