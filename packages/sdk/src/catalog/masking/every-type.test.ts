import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import { policyOf } from '../../anonymize/policy/example-schema.ts'
import type { MaskingPolicy } from '../../anonymize/policy.ts'
import { exampleKey } from '../../anonymize/transforms/example-setting.ts'
import type { Dialect, Session } from '../../database/adapter.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { connectSqlite } from '../../database/sqlite/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import { analyzeSchema } from '../analyze.ts'
import { maskingSchemaOf } from './masking-schema-of.ts'

const postgresTypes = [
  ...[
    'smallint',
    'integer',
    'bigint',
    'real',
    'double precision',
    'numeric',
    'numeric(6,2)',
    'money',
    'boolean',
    'oid',
  ],
  ...[
    'text',
    'varchar',
    'varchar(3)',
    'char(2)',
    'name',
    '"char"',
    'bytea',
    'uuid',
    'json',
    'jsonb',
    'xml',
    'jsonpath',
  ],
  ...[
    'date',
    'time',
    'timetz',
    'timestamp',
    'timestamptz',
    'interval',
    'bit(3)',
    'varbit',
    'inet',
    'cidr',
    'macaddr',
    'macaddr8',
  ],
  ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'tsvector', 'tsquery', 'pg_lsn', 'xid8', 'regclass'],
  ...['int4range', 'tstzrange', 'nummultirange', 'text[]', 'int[][]', 'mood', 'mood[]', 'home', 'home[]', 'code'],
]
const sqliteTypes = [
  'integer',
  'int',
  'text',
  'varchar(5)',
  'blob',
  'real',
  'numeric',
  'decimal(6,2)',
  'boolean',
  'date',
  'datetime',
  'json',
  'uuid',
  'anything',
  '',
]

/** Types that no index holds. */
const incomparable = /^(json|xml|point|line|lseg|box|path|polygon|circle|jsonpath)$/

const key = exampleKey('secret')
const postgres = await connectPostgres(await testDatabase('every_type'))
const sqlite = await connectSqlite('')
afterAll(() => Promise.all([postgres.close(), sqlite.close()]))
await postgres.execute(`
  create type mood as enum ('sad', 'ok', 'glad');
  create type home as (street text, since date);
  create domain code as varchar(8) check (value <> '')`)

async function compiled(database: Session & { readonly dialect: Dialect }, policy: MaskingPolicy) {
  const schema = maskingSchemaOf(await analyzeSchema(database))
  return compilePolicy(policy, schema, { key, dialect: database.dialect })
}

/** What the refusal says to add, as it would be put into the file. */
function addedBy(error: UnderstudyError): Record<string, { columns: Record<string, string> }> {
  const [tables = ''] = String(error.details.lines).split('Under "transforms":')
  return JSON.parse(`{${tables.replace('Under "tables":', '')}}`)
}

test.each([
  ['postgres', postgres, 'public.t', postgresTypes, ''],
  ['postgres, NOT NULL', postgres, 'public.t', postgresTypes, 'not null'],
  ['postgres, UNIQUE', postgres, 'public.t', postgresTypes.filter((type) => !incomparable.test(type)), 'unique'],
  ['sqlite', sqlite, 't', sqliteTypes, ''],
  ['sqlite, NOT NULL', sqlite, 't', sqliteTypes, 'not null'],
] as const)(
  'new columns of each type of %s stop everything, and the lines that are printed let it go on',
  async (_, database, name, types, more) => {
    await database.execute('drop table if exists t; create table t (id integer primary key)')
    const before = policyOf({ [name]: { id: 'keep' } })
    expect((await compiled(database, before)).tables.size).toBe(1)
    const columns = types.map((type, i) => `c${i} ${type} ${more}`)
    await database.execute(`drop table t; create table t (id integer primary key, ${columns.join(', ')})`)
    const error = await compiled(database, before).catch((thrown: unknown) => thrown)
    if (!(error instanceof UnderstudyError)) throw new Error('They did not stop it')
    expect(error.code).toBe('POLICY_INCOMPLETE')
    const added = addedBy(error)[name]?.columns ?? {}
    expect(Object.keys(added)).toEqual(types.map((_type, i) => `c${i}`))
    expect(types.filter((_type, i) => added[`c${i}`] === 'keep')).toEqual([])
    const after = await compiled(database, policyOf({ [name]: { id: 'keep', ...added } }))
    expect(after.tables.get(name)?.columns.filter(({ decision }) => decision === 'mask')).toHaveLength(types.length)
  },
)
