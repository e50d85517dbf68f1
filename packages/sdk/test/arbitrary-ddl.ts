import fc from 'fast-check'

/** A database that somebody might have: tables with keys, references, checks, unique sets, enums and circles, as DDL. */
export interface RandomSchema {
  readonly ddl: string
  readonly tables: readonly string[]
}

const columnTypes = {
  integer: ['', 'check (%s >= 0)', 'check (%s between 10 and 5000)', 'check (%s % 5 = 0)'],
  text: ['', 'check (length(%s) > 2)', "check (%s in ('red', 'green', 'blue'))", 'unique', "check (%s <> '')"],
  'varchar(20)': ['', 'unique', 'check (%s = lower(%s))'],
  boolean: [''],
  date: ['', "check (%s >= date '2020-01-01')", 'unique'],
  'timestamp with time zone': ['', 'default now()'],
  'numeric(8,2)': ['', 'check (%s > 0)', 'check (%s < 1000 and %s >= 0)', 'unique'],
  'double precision': [''],
  uuid: ['', 'unique', 'default gen_random_uuid()'],
  jsonb: [''],
  mood: ['', "check (%s <> 'sad')"],
  smallint: ['', 'unique'],
} as const
type ColumnType = keyof typeof columnTypes

const keyTypes = [
  'integer primary key',
  'serial primary key',
  'bigint generated always as identity primary key',
  'uuid primary key',
  'text primary key',
] as const
const keyTypeOf = (key: string): string => key.split(' ')[0]!.replace('serial', 'integer')

const column = fc
  .constantFrom(...(Object.keys(columnTypes) as ColumnType[]))
  .chain((type) =>
    fc.record({ type: fc.constant(type), extra: fc.constantFrom(...columnTypes[type]), required: fc.boolean() }),
  )

const table = fc.record({
  key: fc.constantFrom(...keyTypes),
  columns: fc.array(column, { maxLength: 5 }),
  /** To the n-th table, in whatever direction. */
  references: fc.array(
    fc.record({ to: fc.nat(5), required: fc.boolean(), unique: fc.boolean(), deferrable: fc.boolean() }),
    { maxLength: 3 },
  ),
  uniquePair: fc.boolean(),
  order: fc.boolean(),
})

export const arbitrarySchema: fc.Arbitrary<RandomSchema> = fc
  .array(table, { minLength: 1, maxLength: 6 })
  .map((tables) => {
    const names = tables.map((_, i) => `t${i}`)
    const statements = ["create type mood as enum ('happy', 'sad', 'so so')"]
    const references: string[] = []
    for (const [i, one] of tables.entries()) {
      const lines = [`id ${one.key}`]
      for (const [c, { type, extra, required }] of one.columns.entries()) {
        lines.push(`c${c} ${type} ${required ? 'not null' : ''} ${extra.replaceAll('%s', `c${c}`)}`)
      }
      const fks = one.references.map((reference, r) => ({
        ...reference,
        name: `r${r}`,
        to: reference.to % tables.length,
      }))
      for (const { name, to, required, unique } of fks) {
        lines.push(`${name} ${keyTypeOf(tables[to]!.key)} ${required ? 'not null' : ''} ${unique ? 'unique' : ''}`)
      }
      for (const { name, to, deferrable } of fks) {
        references.push(
          `alter table t${i} add foreign key (${name}) references t${to} (id) ${deferrable ? 'deferrable' : ''}`,
        )
      }
      if (one.uniquePair && fks.length > 1) lines.push('unique (r0, r1)')
      const dates = one.columns.flatMap(({ type }, c) => (type === 'date' ? [`c${c}`] : []))
      if (one.order && dates.length > 1) lines.push(`check (${dates[0]} <= ${dates[1]})`)
      statements.push(`create table t${i} (${lines.join(', ')})`)
    }
    return { ddl: [...statements, ...references].join(';\n'), tables: names }
  })
