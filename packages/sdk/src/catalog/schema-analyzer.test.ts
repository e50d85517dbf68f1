import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { connect } from '../database/connect.ts'
import { applyMigration } from './migration/apply.ts'
import { SchemaAnalyzer } from './schema-analyzer.ts'

test('from two databases to one schema and back', async () => {
  const urls = await Promise.all(['before', 'after'].map((name) => testDatabase(name)))
  const [before = '', after = ''] = urls
  await using a = await connect(before)
  await using b = await connect(after)
  await a.execute('create table films (id integer primary key, title text)')
  await b.execute('create table films (id integer primary key, title text not null, year integer)')
  const analyzer = new SchemaAnalyzer()
  const definitions = await Promise.all([analyzer.analyzeSchema(a), analyzer.analyzeSchema(after)])
  const script = analyzer.generateMigrationScript(...definitions)
  const changed = analyzer.compareSchemas(...definitions)
  expect(changed.added.map(({ id }) => id)).toEqual(['column public.films.year'])
  const report = await applyMigration(a, script.up, { expectedFrom: script.from, expectedTo: script.to })
  expect(report.reached).toBe(true)
  const back = await applyMigration(a, script.down, {
    expectedFrom: script.to,
    expectedTo: script.from,
    confirmed: ['column public.films.year'],
  })
  expect(back.reached).toBe(true)
})
