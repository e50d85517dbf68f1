import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { testConstraints } from './test-constraints.ts'

const folder = new URL('../../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(folder)
if (!known) console.log('Constraints of known databases are not tried: shared/data/databases is absent.')

describe
  .skipIf(!known)
  .each([
    'northwind.sql',
    'employees/employee.sql',
    'neosync-alltypes-create-tables.sql',
    'neosync-subsetting-create-tables.sql',
    'neosync-uuids-create-tables.sql',
    'pagila.sql',
  ])('%s', (file) => {
  test('x', { timeout: 120000 }, async () => {
    const databaseUrl = await testDatabase('known_constraints')
    await using database = await connect(databaseUrl)
    await loadSqlFile(database, fileURLToPath(new URL(file, folder)))
    await using client = await DatabaseTestClient.open({ databaseUrl })
    const start = Date.now()
    const report = await testConstraints(client)
    const by = (v: string) => report.findings.filter(({ verdict }) => verdict === v)
    console.log(
      file,
      Date.now() - start,
      by('holds').length,
      by('does not hold').length,
      by('not tested').length,
      report.movedSequences,
    )
    for (const one of report.findings)
      if (one.reason !== null)
        console.log(one.table, one.kind, one.constraint, one.side ?? '', '|', one.verdict, '|', one.reason)
    expect(1).toBe(1)
  })
})
