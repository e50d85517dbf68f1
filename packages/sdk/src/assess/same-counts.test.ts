import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { oddData, oddRules, oddSchema, postgresTables, sqliteTables } from '../../test/odd-data.ts'
import { connect } from '../database/connect.ts'
import { formatNamed } from '../formats/formats.ts'
import type { RuleResult } from '../quality/quality-report.ts'
import { ruleKinds } from '../quality/rules.ts'
import { checkQuality } from './check-quality.ts'
import { openDataset } from './open-dataset.ts'
import { rowsSource } from './read/rows-source.ts'

const now = new Date('2026-03-01T12:00:00Z')
const waivers = ['source-can-write']
let folder: string
const place = { postgres: '', sqlite: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-counts-'))
  place.postgres = await testDatabase('same counts')
  place.sqlite = `sqlite:${join(folder, 'odd.db')}`
  for (const [url, script, extreme] of [
    [place.postgres, postgresTables, true],
    [place.sqlite, sqliteTables, false],
  ] as const) {
    await using database = await connect(url)
    await database.execute(script)
    const source = rowsSource({ schema: oddSchema, data: oddData(extreme) })
    for (const entity of oddSchema.entities) {
      const columns = entity.fields.map(({ name }) => name)
      await database.load({ name: entity.name }, columns, source.batches({ entities: [entity.name] }))
    }
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What is to be the same whichever way it was counted, a line a rule. */
function counts(results: readonly RuleResult[]): readonly string[] {
  return results.map(({ id, considered, failed, outcome, message, value }) => {
    const found = typeof value === 'number' ? Number(value.toPrecision(12)) : value
    return [id, considered, failed, outcome, message, found].join(' | ')
  })
}

async function ofRows(extreme: boolean): Promise<readonly RuleResult[]> {
  await using opened = await openDataset({ schema: oddSchema, data: oddData(extreme) })
  return (await checkQuality(opened, oddRules, { now })).results
}

async function ofDatabase(url: string, by: 'rows' | 'sql') {
  await using opened = await openDataset(url, { waivers })
  return await checkQuality(opened, oddRules, { now, by })
}

test('every type of rule is among those that are compared', () => {
  const compared = new Set<string>(oddRules.map(({ type }) => type))
  expect(new Set(oddRules.map(({ id }) => id)).size).toBe(oddRules.length)
  expect(Object.keys(ruleKinds).filter((type) => !compared.has(type))).toEqual([])
})

test('every rule that is compared finds something: failures in most, and something to consider in nearly all', async () => {
  const found = await ofRows(true)
  expect(found.filter(({ failed }) => failed > 0).length).toBeGreaterThan(found.length * 0.7)
  expect(found.filter(({ considered }) => considered === 0).map(({ id }) => id)).toEqual([
    'nothing left',
    'only nulls',
    'nothing determined',
  ])
})

describe.each([
  ['Postgres', 'postgres', true],
  ['SQLite', 'sqlite', false],
] as const)('%s', (_, engine, extreme) => {
  test('rows in memory, rows of the database and its own counts are the same', async () => {
    const wanted = counts(await ofRows(extreme))
    expect(counts((await ofDatabase(place[engine], 'rows')).results)).toEqual(wanted)
    expect(counts((await ofDatabase(place[engine], 'sql')).results)).toEqual(wanted)
  })

  test('the database counts what it can, each result says who did, and failing rows are shown masked with their place', async () => {
    const { by, results } = await ofDatabase(place[engine], 'sql')
    expect(by).toBe('sql')
    const read = results.filter((result) => result.by === 'rows').map(({ id }) => id)
    expect(results.filter((result) => result.by === 'sql').length).toBe(results.length - read.length)
    expect(read.length).toBeLessThan(results.length * 0.45)
    // NaN is equal to itself in Postgres alone, and of SQLite's numbers and texts no sum or LIKE is exact.
    const left = engine === 'postgres' ? ['floats', 'the min of f'] : ['sums', 'like', 'the sum of d', 'the mean of n']
    expect(read).toEqual(expect.arrayContaining([...left, 't among numbers', 'regex', 'the median of n', 'states']))
    for (const id of [
      'n or t',
      'unique pair',
      'key',
      'orphans',
      'range of f',
      'children',
      'range of big',
      'n is integer',
    ])
      expect(read).not.toContain(id)
    const { sample } = results.find(({ id }) => id === 'range of n') ?? { sample: [] }
    expect(sample.length).toBe(10)
    for (const { place: where, values } of sample) {
      expect(where).toMatch(engine === 'postgres' ? /^ctid \(\d+,\d+\)$/ : /^rowid \d+$/)
      expect(values.n).toMatch(/^-?9+$/)
    }
  })
})

test.each(['csv', 'ndjson', 'json', 'parquet'])('a file of %s has the same counts', async (format) => {
  const files: string[] = []
  const source = rowsSource({ schema: oddSchema, data: oddData(false) })
  for (const { name, fields } of oddSchema.entities) {
    const encoder = formatNamed(format).encoder({ name, columns: fields.map((field) => ({ name: field.name })) })
    const parts: Uint8Array[] = [encoder.header().slice()]
    for await (const batch of source.batches({ entities: [name] })) parts.push(encoder.batch(batch).slice())
    parts.push(encoder.footer().slice())
    const file = join(folder, `${name}.${format}`)
    await writeFile(file, Buffer.concat(parts))
    files.push(file)
  }
  await using opened = await openDataset(files, { schema: oddSchema })
  const found = counts((await checkQuality(opened, oddRules, { now })).results)
  expect(found).toEqual(counts(await ofRows(false)))
})
