/** A schema as random edits can change it: whatever refers to a table or a column does so by identity, not by name. */
export interface SchemaModel {
  readonly tables: readonly TableModel[]
  readonly views: readonly ViewModel[]
}

export interface TableModel {
  readonly id: number
  readonly name: string
  readonly key: 'none' | 'rowid' | 'counted' | 'text' | 'pair' | 'descending'
  readonly strict: boolean
  readonly withoutRowid: boolean
  readonly columns: readonly ColumnModel[]
  readonly checks: readonly { readonly name: string | null; readonly column: number; readonly bound: number }[]
  readonly uniques: readonly { readonly columns: readonly number[]; readonly conflict: string }[]
  readonly references: readonly ReferenceModel[]
  readonly indexes: readonly IndexModel[]
  readonly triggers: readonly { readonly event: string; readonly table: number }[]
}

export interface ColumnModel {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly default: string | null
  readonly collation: string | null
  /** Computed from the column before it. */
  readonly generated: 'stored' | 'virtual' | null
}

export interface ReferenceModel {
  readonly column: number
  /** To its key, whatever that is. */
  readonly table: number
  readonly rules: string
}

export interface IndexModel {
  readonly name: string
  readonly unique: boolean
  readonly column: number
  readonly form: 'plain' | 'descending' | 'expression' | 'partial'
}

export interface ViewModel {
  readonly name: string
  readonly table: number
  readonly form: 'all' | 'named' | 'filtered'
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** What stands for something that is not there any more: SQLite takes such a view or trigger, and keeps it broken. */
const gone = '"not there"'

export function ddlOf({ tables, views }: SchemaModel): string {
  const table = (id: number) => tables.find((one) => one.id === at(tables, id)?.id)
  const indexes = new Map<string, string>()
  const triggers = new Map<string, string>()
  for (const one of tables) {
    for (const index of one.indexes) indexes.set(index.name, indexText(one, index))
    for (const { event, table: other } of one.triggers) {
      const name = `on ${event} of ${one.name}`
      const target = table(other)
      const body = target
        ? `update ${quoted(target.name)} set ${columnName(target, 0)} = null where 0`
        : `delete from ${gone}`
      triggers.set(name, `create trigger ${quoted(name)} ${event} on ${quoted(one.name)} begin ${body}; end`)
    }
  }
  const taken = new Set(tables.map(({ name }) => name.toLowerCase()))
  const shown = views.filter(({ name }) => !taken.has(name.toLowerCase()))
  return [
    ...tables.map((one) => tableText(one, tables)),
    ...indexes.values(),
    ...shown.map((view) => viewText(view, table(view.table))),
    ...triggers.values(),
  ]
    .map((statement) => `${statement};\n`)
    .join('')
}

/** Lists shrink and grow by edits; a position past the end means one further to the front. */
export function at<T>(list: readonly T[], position: number): T | undefined {
  return list.length === 0 ? undefined : list[position % list.length]
}

function columnName({ columns }: TableModel, position: number): string {
  return quoted(at(columns, position)?.name ?? '')
}

function tableText(table: TableModel, tables: readonly TableModel[]): string {
  const key = keyOf(table)
  const lines = [
    ...keyLines(table),
    ...table.columns.map((column, position) => columnText(column, table, position)),
    ...(table.key === 'pair' ? [`primary key (${key.join(', ')})`] : []),
    ...table.checks.map(({ name, column, bound }) => {
      const given = name === null ? '' : `constraint ${quoted(name)} `
      return `${given}check (${columnName(table, column)} is null or length(${columnName(table, column)}) < ${bound})`
    }),
    ...table.uniques.map(({ columns, conflict }) => {
      const names = new Set(columns.map((column) => columnName(table, column)))
      return `unique (${[...names].join(', ')})${conflict}`
    }),
    ...table.references.flatMap(({ column, table: other, rules }) => {
      const parent = at(tables, other)
      const wanted = parent ? keyOf(parent) : []
      if (!parent || wanted.length !== 1) return []
      return [`foreign key (${columnName(table, column)}) references ${quoted(parent.name)} (${wanted.join()})${rules}`]
    }),
  ]
  const options = [
    ...(table.strict ? ['strict'] : []),
    ...(table.withoutRowid && key.length > 0 && table.key !== 'counted' ? ['without rowid'] : []),
  ]
  return `create table ${quoted(table.name)} (${lines.join(', ')}) ${options.join(', ')}`
}

function keyOf(table: TableModel): string[] {
  switch (table.key) {
    case 'none':
      return []
    case 'pair':
      return ['"id"', ...(at(table.columns, 0)?.generated === null ? [columnName(table, 0)] : [])]
    default:
      return ['"id"']
  }
}

function keyLines({ key }: TableModel): string[] {
  switch (key) {
    case 'none':
      return []
    case 'rowid':
      return ['"id" integer primary key']
    case 'counted':
      return ['"id" integer primary key autoincrement']
    case 'text':
      return ['"id" text primary key']
    case 'descending':
      return ['"id" integer primary key desc']
    case 'pair':
      return ['"id" int']
  }
}

function columnText(
  { name, type, notNull, generated, ...column }: ColumnModel,
  table: TableModel,
  position: number,
): string {
  const before = table.columns[position - 1]
  const computed = generated !== null && before !== undefined
  return [
    quoted(name),
    table.strict && !['INTEGER', 'TEXT', 'ANY', 'REAL', 'BLOB'].includes(type) ? 'ANY' : type,
    ...(notNull && !computed ? ['not null'] : []),
    ...(column.default !== null && !computed ? [`default ${column.default}`] : []),
    ...(column.collation === null ? [] : [`collate ${column.collation}`]),
    ...(computed ? [`as (length(${quoted(before.name)})) ${generated}`] : []),
  ].join(' ')
}

function indexText(table: TableModel, { name, unique, column, form }: IndexModel): string {
  const on = columnName(table, column)
  const element = form === 'expression' ? `lower(${on})` : form === 'descending' ? `${on} collate nocase desc` : on
  const where = form === 'partial' ? ` where ${on} is not null` : ''
  return `create ${unique ? 'unique ' : ''}index ${quoted(name)} on ${quoted(table.name)} (${element})${where}`
}

function viewText({ name, form }: ViewModel, table: TableModel | undefined): string {
  const from = table ? quoted(table.name) : gone
  const column = table ? columnName(table, 1) : gone
  switch (form) {
    case 'all':
      return `create view ${quoted(name)} as select * from ${from}`
    case 'named':
      return `create view ${quoted(name)} (one, two) as select ${column}, count(*) from ${from} group by 1`
    case 'filtered':
      return `create view ${quoted(name)} as select ${column} as x from ${from} where ${column} > 'a b'`
  }
}
