import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import { readMaskingKey } from '../../anonymize/key/read-masking-key.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import type { ColumnDecision, MaskingPolicy } from '../../anonymize/policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'
import { scanDatabase } from './scan-database.ts'

const folder = new URL('../../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(folder)
if (!known) console.log('Known databases are not scanned: shared/data/databases is absent.')

/** Columns that are masked without anybody being asked, all of them; each was looked at by eye. */
const masked: Readonly<Record<string, string>> = {
  'pagila.sql': `actor: first_name last_name; address: address address2 district postal_code phone;
    customer: first_name last_name email; staff: first_name last_name email username password picture`,
  'chinook.sql': `artist: name; customer: first_name last_name company address city state country postal_code phone fax email;
    employee: last_name first_name title birth_date hire_date address city state country postal_code phone fax email;
    invoice: billing_address billing_city billing_state billing_country billing_postal_code; track: composer`,
  'employees/employee.sql': `audit: user_name; employee: birth_date first_name last_name gender hire_date; salary: amount; title: title`,
}
/** How many columns somebody has to decide about. */
const asked: Readonly<Record<string, number>> = {
  'pagila.sql': 9,
  'chinook.sql': 11,
  'northwind.sql': 16,
  'employees/employee.sql': 3,
  'world.sql': 6,
  'french-towns.sql': 5,
  'neosync-subsetting-create-tables.sql': 12,
}
const few = ['pagila.sql', 'chinook.sql', 'neosync-alltypes-create-tables.sql']
const files = knownDatabases(few, [
  ...[...few, 'northwind.sql', 'employees/employee.sql', 'world.sql', 'french-towns.sql'],
  ...['neosync-subsetting-create-tables.sql', 'neosync-uuids-create-tables.sql'],
])

function listed(text: string): string[] {
  return text.split(';').flatMap((part) => {
    const [table = '', columns = ''] = part.split(':')
    return columns
      .trim()
      .split(/\s+/)
      .map((column) => `public.${table.trim()}.${column}`)
  })
}

describe.skipIf(!known).each(files)('%s', { timeout: 120_000 }, (file) => {
  let looked: Promise<Scan> | undefined
  const scanned = (): Promise<Scan> => {
    looked ??= look()
    return looked
  }
  async function look(): Promise<Scan> {
    const url = await database
    await using source = await connect(url)
    await loadSqlFile(source, fileURLToPath(new URL(file, folder)))
    await source.execute('analyze')
    const definition = await analyzeSchema(source)
    return await source.transaction((session) => scanDatabase(session, definition), { readOnly: true })
  }
  const database = testDatabase(`scan ${file}`)

  test('masks what is personal, and asks about little', async () => {
    const policy = policyOf(await scanned())
    const rules = Object.entries(policy.tables).flatMap(([table, { columns }]) =>
      Object.entries(columns).flatMap(([column, decision]) => (decision === 'keep' ? [] : [`${table}.${column}`])),
    )
    const expected = masked[file]
    if (expected !== undefined) expect(rules.sort()).toEqual(listed(expected).sort())
    expect(Object.keys(policy.undecided).slice(asked[file] ?? 40)).toEqual([])
  })

  test.each(['the first suggestion', 'keep'])(
    'is a policy that compiles, once every question is answered by %s',
    async (answer) => {
      const scan = await scanned()
      const policy = answered(scan, answer === 'keep')
      const key = await readMaskingKey(
        Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37) % 256)).toString('base64'),
      )
      const compiled = compilePolicy(policy, scan.schema, { key })
      expect(compiled.tables.size).toBe(scan.tables.size)
    },
  )
})

/** What refers to a key that is masked needs no answer of its own. */
function answered(scan: Scan, keep: boolean): MaskingPolicy {
  const policy = policyOf(scan)
  const tables = Object.fromEntries(
    [...scan.tables].map(([name, { columns }]) => {
      const answers = columns.flatMap(({ name: column, verdict }): [string, ColumnDecision][] => {
        if (verdict.kind !== 'undecided') return []
        if (!keep && verdict.why.startsWith('it refers to')) return []
        const [first = 'keep'] = verdict.suggestions
        return [[column, keep ? 'keep' : first]]
      })
      const table = policy.tables[name]
      return [name, { ...table, columns: { ...table?.columns, ...Object.fromEntries(answers) } }]
    }),
  )
  return { ...policy, undecided: {}, tables }
}
