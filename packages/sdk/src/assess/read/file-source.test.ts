import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { Batch } from '../../model/batch.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { openDataset } from '../open-dataset.ts'
import { fileSource } from './file-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

async function batchesOf(source: RowSource, options?: Parameters<RowSource['batches']>[0]): Promise<readonly Batch[]> {
  const batches: Batch[] = []
  for await (const batch of source.batches(options)) batches.push(batch)
  return batches
}

/** Text is text, also out of a dictionary. */
const typesOf = ({ columns }: Batch) =>
  Object.fromEntries(columns.map(({ name, vector: { type } }) => [name, type === 'pick' ? 'text' : type]))

test('CSV has the types that its first rows show, and nothing is lost by it: 01234, +1 and 1e3 stay what they are', async () => {
  const columns = {
    whole: ['1', '-20', ''],
    wide: ['9007199254740993', '1', ''],
    zeros: ['01234', '1', ''],
    plus: ['+1', '2', ''],
    money: ['1.50', '-2', ''],
    exact: ['40.712776123456789', '1', ''],
    power: ['1e3', '2', ''],
    odd: ['NaN', '1.5', ''],
    truth: ['true', 'False', ''],
    day: ['2024-02-29', '1969-12-31', ''],
    no_day: ['2024-02-30', '1969-12-31', ''],
    at: ['2024-02-29 10:00:00', '2024-02-29T10:00', ''],
    zoned: ['2024-02-29T10:00:00Z', '2024-02-29 10:00:00+02', ''],
    nothing: ['', '', ''],
    empty: ['""', '1', ''],
  }
  const lines = [0, 1, 2].map((row) =>
    Object.values(columns)
      .map((values) => values[row])
      .join(','),
  )
  const path = await file('types.csv', `${Object.keys(columns).join(',')}\n${lines.join('\n')}\n`)
  const [batch] = await batchesOf(await fileSource(path))
  expect(typesOf(batch!)).toEqual({
    whole: 'int',
    wide: 'bigint',
    zeros: 'text',
    plus: 'text',
    money: 'decimal',
    exact: 'float',
    power: 'float',
    odd: 'float',
    truth: 'bool',
    day: 'date',
    no_day: 'text',
    at: 'timestamp',
    zoned: 'timestamp',
    nothing: 'text',
    empty: 'text',
  })
  const [first, , last] = rowsOf(batch!)
  expect(first).toMatchObject({
    whole: 1,
    wide: 9007199254740993n,
    zeros: '01234',
    money: 1.5,
    truth: true,
    day: '2024-02-29',
    empty: '',
  })
  expect(Object.values(last!).every((value) => value === null)).toBe(true)
})

test('a later value of another type leaves the column of its batch as text, and all other batches as they are', async () => {
  const misfit = 90_000
  const numbers = Array.from({ length: 100_000 }, (_, row) => (row === misfit ? 'x' : String(row)))
  const source = await fileSource(
    await file('late.csv', `n,t\n${numbers.map((n) => `${n},${'a'.repeat(60)}`).join('\n')}\n`),
  )
  const batches = await batchesOf(source)
  expect(batches.reduce((sum, { length }) => sum + length, 0)).toBe(100_000)
  expect(batches.length).toBeGreaterThan(1)
  for (const batch of batches) {
    const holdsIt = batch.firstRow <= misfit && misfit < batch.firstRow + batch.length
    expect([batch.firstRow, typesOf(batch).n]).toEqual([batch.firstRow, holdsIt ? 'text' : 'int'])
  }
})

test('a schema says the types, also of NDJSON; what is of another type stays as it came', async () => {
  const schema = {
    entities: [
      {
        name: 'typed',
        fields: [
          { name: 'a', type: 'text' },
          { name: 'b', type: 'date' },
          { name: 'c', type: 'decimal' },
        ],
      },
    ],
  } as const
  const asSchema = { entities: schema.entities.map((entity) => ({ ...entity, fields: [...entity.fields] })) }
  const csv = await batchesOf(
    await fileSource(await file('typed.csv', 'a,b,c\n1,2024-02-29,0.1\n2,,3\n'), { schema: asSchema }),
  )
  expect(typesOf(csv[0]!)).toEqual({ a: 'text', b: 'date', c: 'decimal' })
  const lines = '{"a":"x","b":"2024-02-29","c":0.1}\n{"a":"y","b":"soon","c":3}\n'
  const ndjson = await batchesOf(await fileSource(await file('typed.ndjson', lines), { schema: asSchema }))
  expect(typesOf(ndjson[0]!)).toEqual({ a: 'text', b: 'text', c: 'decimal' })
})

test('columns that nobody reads are left out, in whatever case they were asked for; each call reads anew', async () => {
  const source = await fileSource(await file('some.csv', 'Id,name\n1,a\n'))
  const columns = new Map([['some', new Set(['id'])]])
  for (let call = 0; call < 2; call++)
    expect((await batchesOf(source, { columns })).map(typesOf)).toEqual([{ Id: 'int' }])
  expect(await batchesOf(source, { entities: ['other'] })).toEqual([])
})

test('lines of JSON that say what they are are rows of that, beside others', async () => {
  const lines = '{"_entity":"people","id":1}\n{"_entity":"orders","n":1}\n{"_entity":"people","id":2}\n'
  await mkdir(join(folder, 'mixed'))
  const paths = [await file('mixed/all.ndjson', lines), await file('mixed/notes.csv', 'n\n7\n')]
  await using opened = await openDataset(paths)
  const rowsBy = async (options?: Parameters<RowSource['batches']>[0]) =>
    (await batchesOf(opened.source, options)).map((batch) => [batch.entity, batch.firstRow, rowsOf(batch)])
  expect(await rowsBy()).toEqual([
    ['people', 0, [{ id: 1 }]],
    ['orders', 0, [{ n: 1 }]],
    ['people', 1, [{ id: 2 }]],
    ['notes', 0, [{ n: 7 }]],
  ])
  expect(await rowsBy({ entities: ['orders', 'notes'] })).toHaveLength(2)
  await using named = await openDataset(paths[0]!, { entity: 'rows' })
  expect((await batchesOf(named.source)).map(({ entity }) => entity)).toEqual(['rows'])
})

test('a folder is all of its files of rows, each an entity; TSV has tabs', async () => {
  await mkdir(join(folder, 'shop'))
  await file('shop/customers.tsv', 'id\tname\n1\ta,b\n')
  await file('shop/orders.json', '[{"id":1,"total":2.5}]')
  await file('shop/notes.txt', 'none')
  await using opened = await openDataset(join(folder, 'shop'))
  expect(opened.source.entities).toEqual(['customers', 'orders'])
  expect((await batchesOf(opened.source)).map((batch) => [batch.entity, rowsOf(batch)])).toEqual([
    ['customers', [{ id: 1, name: 'a,b' }]],
    ['orders', [{ id: 1, total: 2.5 }]],
  ])
})

test('a file of SQL is a database for as long as it is open', async () => {
  const path = await file(
    'dump.sql',
    "create table t (id integer primary key, d date); insert into t values (1, '2024-02-29');",
  )
  await using opened = await openDataset(path, { scratch: 'sqlite::memory:' })
  expect(opened.database?.definition.engine).toBe('sqlite')
  expect((await batchesOf(opened.source)).map(rowsOf)).toEqual([[{ id: 1, d: '2024-02-29' }]])
})

test('what cannot be read is named, with what could be', async () => {
  await mkdir(join(folder, 'none'))
  await file('x.csv', 'a\n1\n')
  await file('x.json', '[]')
  const code = async (dataset: string | readonly string[], options = {}) =>
    (await failure(openDataset(dataset, options))).code
  expect(await code(join(folder, 'missing.csv'))).toBe('USAGE')
  expect(await code(join(folder, 'none'))).toBe('USAGE')
  expect(await code([join(folder, 'x.csv'), join(folder, 'x.json')])).toBe('USAGE')
  expect(await code(await file('x.bin', 'a'))).toBe('FORMAT_UNSUPPORTED')
  expect(await code('sqlite:/nowhere/at/all.db')).toBe('CONNECTION_FAILED')
  const broken = await fileSource(await file('broken.ndjson', '{"a":1}\n{"a":\n'))
  expect(await failure(batchesOf(broken))).toMatchObject({
    code: 'INPUT_MALFORMED',
    at: `${join(folder, 'broken.ndjson')}, line 2`,
  })
})

test('an interrupted reading says so, and leaves nothing open', async () => {
  const source = await fileSource(join(folder, 'late.csv'))
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of source.batches({ signal: controller.signal })) controller.abort()
  }
  expect((await failure(read())).code).toBe('CANCELLED')
})
