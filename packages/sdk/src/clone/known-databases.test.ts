import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { key } from '../../test/clone/shop-of-people.ts'
import { knownDatabases } from '../../test/known-databases.ts'
import type { MaskingPolicy } from '../anonymize/policy.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { maskingTableName } from '../catalog/masking/masking-schema-of.ts'
import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { quoting } from '../database/quote.ts'
import { loadSqlFile } from '../database/sql-file/load.ts'
import { cloneDatabase } from './clone-database.ts'
import { policyOf } from './scan/policy-of.ts'
import { scanSource } from './scan/scan-source.ts'
import { isWhole } from './verify/read-back.ts'

const folder = new URL('../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(folder)
if (!known) console.log('Known databases are not cloned: shared/data/databases is absent.')

const few = ['world.sql', 'neosync-uuids-create-tables.sql']
const others = [
  'chinook.sql',
  'pagila.sql',
  'northwind.sql',
  'employees/employee.sql',
  'french-towns.sql',
  'neosync-alltypes-create-tables.sql',
  'neosync-subsetting-create-tables.sql',
]
const files = knownDatabases(few, [...few, ...others])

/** What a reviewer knows better than a scan: the verification had found these names in other columns that are kept. */
const decisions: Readonly<Record<string, Readonly<Record<string, 'keep'>>>> = {
  'chinook.sql': { 'public.artist.name': 'keep', 'public.track.composer': 'keep' },
}

const server = await connect(inject('testServer').url)
const unique = `known_${randomBytes(4).toString('hex')}`
const clones = await mkdtemp(join(tmpdir(), 'understudy known-'))
afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.close()
  await rm(clones, { recursive: true, force: true })
})

interface Column {
  readonly table: string
  readonly from: string
  readonly column: string
}
const textTypes = /^(text|character varying|character\(|citext|json|jsonb|xml|tsvector|bytea)/

/** Columns of text that a value of ours fits into, and that no key, check or other rule holds to anything. */
function canaryColumns(definition: SchemaDefinition): Column[] {
  const { quoteTable } = quoting.postgres
  return definition.tables.filter(isWhole).flatMap((table) => {
    const bound = new Set(
      table.constraints
        .flatMap((one) => ('columns' in one ? one.columns : []))
        .concat(
          definition.indexes
            .filter((index) => index.unique && index.table.name === table.name && index.table.schema === table.schema)
            .flatMap((index) => index.elements.flatMap((element) => ('column' in element ? [element.column] : []))),
        ),
    )
    const checks = table.constraints.flatMap((one) => (one.kind === 'check' ? [one.expression] : [])).join()
    return table.columns.flatMap(({ name, databaseType, generated }) => {
      const limit = Number(/\((\d+)\)/.exec(databaseType)?.[1] ?? 1000)
      const fits = textTypes.test(databaseType) && !/^(json|xml|tsvector|bytea)/.test(databaseType) && limit >= 24
      if (!fits || generated || bound.has(name) || checks.includes(name)) return []
      return [{ table: maskingTableName(definition, table), from: quoteTable(table), column: name }]
    })
  })
}

/** How many rows of any column hold the text. */
async function holding(database: Database, definition: SchemaDefinition, text: string): Promise<string[]> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const found: string[] = []
  for (const table of definition.tables.filter(isWhole)) {
    const conditions = table.columns
      .filter(({ databaseType }) => textTypes.test(databaseType))
      .map(({ name, databaseType }) => {
        const value =
          databaseType === 'bytea' ? `encode(${quoteIdentifier(name)}, 'escape')` : `${quoteIdentifier(name)}::text`
        return `count(*) filter (where ${value} ilike '%${text}%')::int as ${quoteIdentifier(name)}`
      })
    if (conditions.length === 0) continue
    const [row] = await database.query<Record<string, number>>(
      `select ${conditions.join(', ')} from ${quoteTable(table)}`,
    )
    for (const [name, count] of Object.entries(row ?? {})) if (count > 0) found.push(`${table.name}.${name}`)
  }
  return found
}

/** What a scan writes, and the decisions that it asks for: what is not clear is masked as it suggests first. */
function reviewed(policy: MaskingPolicy, decisions: Readonly<Record<string, 'keep'>>): MaskingPolicy {
  const tables = structuredClone(policy.tables) as Record<string, { columns: Record<string, unknown> }>
  for (const [column, { suggestions }] of Object.entries(policy.undecided)) {
    const table = Object.keys(tables)
      .concat(column.split('.').slice(0, -1).join('.'))
      .find((name) => column.startsWith(`${name}.`))
    if (table === undefined) continue
    const own = tables[table] ?? { columns: {} }
    tables[table] = own
    own.columns[column.slice(table.length + 1)] = suggestions.includes('keep') ? 'keep' : (suggestions[0] ?? 'keep')
  }
  for (const [column, decision] of Object.entries(decisions)) {
    const [schema, table, name = ''] = column.split('.')
    const own = tables[`${schema}.${table}`]
    if (own) own.columns[name] = decision
  }
  return { ...policy, undecided: {}, tables: tables as MaskingPolicy['tables'] }
}

describe.skipIf(!known).each(files)('%s', (file) => {
  test('is cloned by what a scan writes: nothing personal comes through, and nothing points at nothing', {
    timeout: 300_000,
  }, async () => {
    const source = await testDatabase('known_source')
    await using original = await connect(source)
    await loadSqlFile(original, fileURLToPath(new URL(file, folder)))
    const { scan } = await scanSource(source, { waivers: ['source-can-write'] })
    const policy = reviewed(policyOf(scan), decisions[file] ?? {})
    const definition = await analyzeSchema(original)
    const masked = canaryColumns(definition).filter(({ table, column }) => {
      const decision = policy.tables[table]?.columns[column]
      return decision !== undefined && decision !== 'keep'
    })
    await original.execute('set session_replication_role = replica')
    for (const { from, column } of masked)
      await original.query(
        `update ${from} set ${quoting.postgres.quoteIdentifier(column)} = 'canary77@zq.example'
         where ctid in (select ctid from only ${from} limit 2)`,
      )
    const name = `${unique}_${file.replaceAll(/[^a-z]+/g, '_')}`.slice(0, 40)
    const target = inDatabase(inject('testServer').url, name)
    const { operation, verification } = await cloneDatabase(
      { url: source },
      { url: target },
      {
        policy,
        key,
        folder: clones,
        waive: ['source-can-write'],
        confirm: { name },
      },
    )
    expect(verification?.checks.filter(({ passed }) => !passed)).toEqual([])
    expect(operation.status).toBe('completed')
    await using copy = await connect(target)
    expect(await holding(copy, definition, 'canary77')).toEqual([])
    const canaries = (await holding(original, definition, 'canary77')).length
    console.info(
      `${file}: ${operation.statistics.rows} rows, ${operation.statistics.rowsMasked} masked, canaries in ${canaries} columns`,
    )
  })
})
