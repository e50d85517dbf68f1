import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import type { TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { madeVectors } from './made-vectors.ts'
import { vectorReportSvg } from './report/vector-report-svg.ts'
import { vectorReportText } from './report/vector-report-text.ts'
import { vectorResults } from './report/vector-results.ts'
import { mean } from './score/estimate.ts'
import { metadataChecks } from './storage/metadata-checks.ts'
import { storageAccuracy } from './storage/storage-accuracy.ts'
import { VectorDatabaseTester } from './vector-database-tester.ts'
import { vectorExtension } from './vector-extension.ts'
import { vectorTypes } from './vector-type.ts'

const sift = new URL('../../../../../../shared/data/vectors/', import.meta.url)

let client: DatabaseTestClient
let tester: VectorDatabaseTester
beforeAll(async () => {
  client = await DatabaseTestClient.open({ databaseUrl: 'pglite:' })
  tester = new VectorDatabaseTester(client, { vectorDimension: 16 })
})
afterAll(() => client.close())

const name = (table: TableName) => quoting.postgres.quoteTable(table)

describe('storage', () => {
  test('keeps what each type has room for, and says how much rounding took', async () => {
    const vectors = [
      [1, 0.1, -3],
      [123_456.789, 0, 1e-10],
    ]
    const result = await tester.testVectorStorageAccuracy(vectors, { types: vectorTypes })
    const losses = vectors.map((vector) => vector.map((one) => Math.abs(Math.fround(one) - one)))
    const loss = losses.flat().reduce((sum, one) => sum + one, 0) / 6
    expect(result).toMatchObject({ vectorsTested: 2, storageSuccessRate: 1, averagePrecisionLoss: loss, passed: true })
    const [single, half, sparse, bits] = result.types
    expect(single).toMatchObject({ type: 'vector', dimension: 3, inaccurate: 0, bytes: 17 })
    expect(sparse).toMatchObject({ type: 'sparsevec', averagePrecisionLoss: loss })
    expect(bits).toMatchObject({ type: 'bit', storageSuccessRate: 1, averagePrecisionLoss: 0 })
    // 123456.789 is more than half precision has: it is refused by 22003, and the other vector is kept.
    expect(half).toMatchObject({ storageSuccessRate: 0.5, beyondRange: 1, refused: { '22003': 1 }, passed: true })
    expect(half?.averagePrecisionLoss).toBeCloseTo((0.1 - 0.0999755859375) / 3, 12)
  })

  test('refuses what is no vector, and metadata stays with its vector', async () => {
    const { metadata, refusals } = await tester.testVectorStorageAccuracy()
    expect(refusals.filter(({ refused }) => !refused)).toEqual([])
    const said = Object.fromEntries(refusals.map((one) => [one.name, one.sqlstate]))
    expect(said).toMatchObject({
      'too few dimensions': '22000',
      'not a number': '22000',
      'text that is no vector': '22P02',
      'a component beyond half precision': '22003',
      'a component that is null': '22004',
      'more dimensions than the type has': '54000',
    })
    expect(metadata.map(({ passed }) => passed)).toEqual([true, true, true, true])
  })

  test('one query finds what is expected, or a row that is as near', async () => {
    const vectors = [
      [1, 0],
      [0, 1],
      [1, 0],
      [0.9, 0.1],
    ]
    await tester.testVectorStorageAccuracy(vectors)
    const found = await tester.testSimilaritySearchAccuracy(
      [1, 0],
      ['test_vector_0', 'test_vector_2', 'test_vector_3'],
      3,
    )
    expect(found).toMatchObject({ precisionAtK: 1, recallAtK: 1, retrievedCount: 3, expectedCount: 3, passed: true })
    expect(found.searchResults.at(-1)).toMatchObject({ id: 'test_vector_3', similarity: expect.closeTo(0.9939, 4) })
    const one = await tester.testSimilaritySearchAccuracy([1, 0], ['test_vector_2'], 1)
    expect([one.recallAtK, one.precisionAtK]).toEqual([1, 1])
    const wrong = await tester.testSimilaritySearchAccuracy([1, 0], ['test_vector_1'], 3)
    expect([wrong.recallAtK, wrong.problems]).toEqual([0, ['recall@3 is 0.000; the limit is 0.9']])
  })

  test('a limit of similarity names itself and what was measured', async () => {
    const strict = new VectorDatabaseTester(client, { similarityThreshold: 0.5, searchAccuracyThreshold: 0 })
    await strict.testVectorStorageAccuracy([
      [1, 0],
      [0, 1],
    ])
    const { passed, problems } = await strict.testSimilaritySearchAccuracy([1, 0], ['test_vector_0'], 2)
    expect([passed, problems]).toEqual([
      false,
      ['The similarity of what was found goes down to 0.000; the limit is 0.5'],
    ])
    await strict.close()
  })
})

describe('what a database does wrong', () => {
  test('a column that keeps less than it should is found out', async () => {
    const table = await client.createTable('less', 'id text primary key, embedding halfvec(2), metadata jsonb')
    const storage = await storageAccuracy(
      client,
      table,
      'vector',
      [
        [0.1, 2],
        [1, 2],
      ],
      10,
    )
    expect(storage).toMatchObject({ inaccurate: 1, storageSuccessRate: 1, passed: false })
    expect(storage.problems).toEqual(['1 vectors came back farther off than rounding to vector explains'])
  })

  test('vectors that are not stored are counted, with what the server said', async () => {
    const table = await client.createTable(
      'checked',
      "id text primary key check (id <> 'test_vector_1'), embedding vector(2), metadata jsonb",
    )
    const storage = await storageAccuracy(
      client,
      table,
      'vector',
      [
        [0, 1],
        [1, 2],
        [3, 4],
      ],
      10,
    )
    expect(storage).toMatchObject({ refused: { '23514': 1 }, passed: false })
    expect(storage.storageSuccessRate).toBeCloseTo(2 / 3, 12)
    expect(storage.problems).toEqual(['1 of 3 vectors were not stored: 23514 1 times'])
  })

  test('metadata that is lost, of another row, or changed with its vector is found out', async () => {
    const table = await client.createTable('mixed', 'id text primary key, embedding vector(2), metadata jsonb')
    const vectors = [
      [0, 1],
      [1, 2],
      [3, 4],
    ]
    await storageAccuracy(client, table, 'vector', vectors, 10)
    const extension = await client.transaction(({ session }) => vectorExtension(session))
    const problems = async () => {
      const checks = await metadataChecks(client, extension, { table, type: 'vector', metric: 'l2', vectors })
      return checks.filter(({ passed }) => !passed).map((check) => check.name)
    }
    expect(await problems()).toEqual([])
    await client.execute(`update ${name(table)} set metadata = '{"test": true, "index": 1}' where id = 'test_vector_2'`)
    expect(await problems()).toEqual([
      'metadata is kept as it was',
      'metadata finds its vector',
      'metadata narrows a search to the rows that it describes',
    ])
    await client.execute(`update ${name(table)} set metadata = '{"test": true, "index": 2}' where id = 'test_vector_2';
      create function zero() returns trigger language plpgsql as $$ begin new.embedding = '[0,0]'; return new; end $$;
      create trigger zero before update on ${name(table)} for each row execute function zero()`)
    expect(await problems()).toEqual(['metadata changes without its vector'])
    await client.execute(`drop function zero cascade`)
  })
})

describe('recall', () => {
  test('on SIFT is what a count by brute force says', async ({ skip }) => {
    if (!existsSync(sift)) skip('shared/data/vectors is absent')
    const lines = (file: string) =>
      readFileSync(new URL(file, sift), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('\t').map(Number))
    const rows = lines('sift-5k.tsv').map((row) => ({ id: row[128] ?? 0, embedding: row.slice(0, 128) }))
    const queries = lines('sift-query-3.tsv')
    const table = await client.createTable('sift', 'id integer primary key, embedding vector(128)')
    await client.bulkInsert(table, rows)
    await client.execute(`create index on ${name(table)} using hnsw (embedding vector_l2_ops) with (m = 4, ef_construction = 8);
      analyze ${name(table)}`)
    const settings = { 'hnsw.ef_search': 10, enable_seqscan: 'off' }
    const topK = 10
    const result = await tester.testSimilaritySearchAccuracy({ table }, { queries, topK, settings })

    let hits = 0
    for (const query of queries) {
      const distances = new Map(
        rows.map(({ id, embedding }) => [id, Math.hypot(...embedding.map((one, at) => one - (query[at] ?? 0)))]),
      )
      const limit = [...distances.values()].sort((a, b) => a - b)[topK - 1] ?? 0
      const found = await client.transaction(async (transaction) => {
        await transaction.execute('set local hnsw.ef_search = 10; set local enable_seqscan = off')
        return await transaction.query<{ id: number }>(
          `select id from ${name(table)} order by embedding <-> $1::text::vector limit ${topK}`,
          [JSON.stringify(query)],
        )
      })
      hits += found.filter(({ id }) => (distances.get(id) ?? Number.POSITIVE_INFINITY) <= limit).length
    }
    expect(result).toMatchObject({ metric: 'l2', queries: 3, expectedCount: 30, indexRate: 1 })
    expect(result.recallAtK).toBeCloseTo(hits / 30, 12)
    expect(hits).toBeLessThan(30)
  })
})

describe('indexes that are not what they seem', () => {
  const rows = 1000
  const dimension = 16
  const settings = { enable_seqscan: 'off' }
  const queries = [...madeVectors(20, { dimension, use: 'queries', shape: 'uniform' })]
  let table: TableName
  const cosine = 'order by embedding <=> $1'

  beforeAll(async () => {
    table = await client.createTable('fakes', 'id integer primary key, embedding vector(16)')
    const vectors = [...madeVectors(rows, { dimension, shape: 'uniform' })]
    await client.bulkInsert(
      table,
      vectors.map((embedding, id) => ({ id, embedding })),
    )
    await client.execute(
      `create index on ${name(table)} using hnsw (embedding vector_cosine_ops); analyze ${name(table)}`,
    )
  })

  const names = (result: { diagnoses: readonly { name: string }[] }) => result.diagnoses.map((one) => one.name)

  test('an honest one is diagnosed as nothing', async () => {
    const result = await tester.testSimilaritySearchAccuracy({ table }, { queries, settings })
    expect(names(result)).toEqual([])
    expect(result).toMatchObject({ metric: 'cosine', topK: 5, indexRate: 1, passed: true })
    expect(result.column).toMatchObject({ rows, eligible: rows, notes: [] })
    const few = await tester.testSimilaritySearchAccuracy({ table }, { queries: queries.slice(0, 3), settings })
    expect([few.recallAtK, few.problems]).toEqual([
      1,
      ['recall@5 is 1.000, with 95 % confidence at least 0.796; the limit is 0.9'],
    ])
  })

  test('duplicates: one right row, again and again, is not five', async () => {
    const search = `select n.id from (select id from ${name(table)} ${cosine} limit 1) n, generate_series(1, $2)`
    const result = await tester.testSimilaritySearchAccuracy({ table, search }, { queries, settings })
    expect(names(result)).toEqual(['duplicates'])
    expect([result.recallAtK, result.idOverlap, result.passed]).toEqual([expect.closeTo(0.2, 1), 1, false])
  })

  test('ties: any of many rows that are equally near is right', async () => {
    const same = await client.createTable('ties', 'id integer primary key, embedding vector(16)')
    const few = [...madeVectors(50, { dimension })]
    await client.bulkInsert(
      same,
      Array.from({ length: rows }, (_, id) => ({ id, embedding: few[(id * 7) % 50] })),
    )
    await client.execute(
      `create index on ${name(same)} using hnsw (embedding vector_cosine_ops); analyze ${name(same)}`,
    )
    const result = await tester.testSimilaritySearchAccuracy({ table: same }, { queries, settings })
    expect(names(result)).toEqual(['ties'])
    expect(result.idOverlap).toBeLessThan(0.7)
    expect(result).toMatchObject({ recallAtK: 1, passed: true })
  })

  test('short lists: forty rows where a hundred were asked for', async () => {
    const result = await tester.testSimilaritySearchAccuracy({ table }, { queries, settings, topK: 100 })
    expect(names(result)).toEqual(['short-lists'])
    expect([result.recallAtK, result.shortRate, result.passed]).toEqual([expect.closeTo(0.4, 1), 1, false])
    expect(result.precisionAtK).toBeGreaterThan(0.95)
  })

  test('a wrong operator class: the index is there, and never read', async () => {
    const result = await tester.testSimilaritySearchAccuracy({ table, metric: 'l2' }, { queries, settings })
    expect(names(result)).toEqual(['wrong-operator-class'])
    expect(result).toMatchObject({ recallAtK: 1, indexRate: 0, passed: false })
    expect(result.diagnoses[0]?.hint).toContain('vector_l2_ops')
  })

  test('a wrong operator class: the index is read, and answers another question', async () => {
    const search = `select id from ${name(table)} ${cosine} limit $2`
    const result = await tester.testSimilaritySearchAccuracy({ table, metric: 'l2', search }, { queries, settings })
    expect(names(result)).toContain('wrong-operator-class')
    expect(result.recallAtK).toBeLessThan(1)
  })

  test('a silent sequential scan: all is found, and the index had no part in it', async () => {
    const search = `select id from ${name(table)} order by 1 - (embedding <=> $1) desc limit $2`
    const result = await tester.testSimilaritySearchAccuracy({ table, search }, { queries, settings })
    expect(names(result)).toEqual(['sequential-scan'])
    expect(result).toMatchObject({ recallAtK: 1, indexRate: 0, passed: false })
    const meant = { queries, settings, expectIndex: false }
    expect((await tester.testSimilaritySearchAccuracy({ table, search }, meant)).passed).toBe(true)
  })

  test('inside of a function no plan shows the index; that it was read is seen all the same', async () => {
    await client.execute(`create function nearest(query vector, k int) returns setof int language plpgsql as $$
      begin return query select id from ${name(table)} order by embedding <=> query limit k; end $$`)
    const search = 'select id from nearest($1, $2) id'
    const result = await tester.testSimilaritySearchAccuracy({ table, search }, { queries, settings })
    expect([names(result), result.indexRate]).toEqual([[], 1])
    const mine = await tester.testSimilaritySearchAccuracy(
      {
        table,
        async search(session, query, topK) {
          const text = `select id from ${name(table)} ${cosine} limit $2`
          return (await session.query<{ id: number }>(text, [JSON.stringify(query), topK])).map(({ id }) => id)
        },
      },
      { queries, settings },
    )
    expect([names(mine), mine.indexRate, mine.recallAtK]).toEqual([[], 1, result.recallAtK])
    await client.execute('drop function nearest')
  })

  test('rows that do not meet the condition are none of the right ones', async () => {
    const search = `select id from ${name(table)} ${cosine} limit $2`
    const narrowed = { table, search, where: 'id % 2 = 0' }
    const result = await tester.testSimilaritySearchAccuracy(narrowed, { queries, settings })
    expect(names(result)).toContain('foreign-rows')
    expect(result.recallAtK).toBeLessThan(0.8)
  })

  test('an index of the bits, with the nearest ordered once more, is honest', async () => {
    const bits = await client.createTable('bits', 'id integer primary key, embedding vector(16)')
    const vectors = [...madeVectors(400, { dimension, shape: 'uniform' })]
    await client.bulkInsert(
      bits,
      vectors.map((embedding, id) => ({ id, embedding })),
    )
    await client.execute(
      `create index on ${name(bits)} using hnsw ((binary_quantize(embedding)::bit(16)) bit_hamming_ops)`,
    )
    const search = `select id from (select * from ${name(bits)}
      order by binary_quantize(embedding)::bit(16) <~> binary_quantize($1::vector) limit 40) n ${cosine} limit $2`
    const limits = new VectorDatabaseTester(client, { searchAccuracyThreshold: 0 })
    const result = await limits.testSimilaritySearchAccuracy({ table: bits, search }, { queries, settings })
    expect([names(result), result.metric, result.indexRate]).toEqual([[], 'cosine', 1])
    const plain = await limits.testSimilaritySearchAccuracy({ table: bits }, { queries, settings })
    expect([names(plain), plain.diagnoses[0]?.hint]).toEqual([
      ['sequential-scan'],
      expect.stringContaining('expression'),
    ])
  })

  test('indexes of partitions are read', async () => {
    const whole = await client.createTable(
      'parts',
      'id integer primary key, embedding vector(16)) partition by hash (id',
    )
    const part = (
      at: number,
    ) => `create table ${name({ ...whole, name: `${whole.name}_${at}` })} partition of ${name(whole)}
      for values with (modulus 2, remainder ${at});`
    await client.execute(
      `${part(0)} ${part(1)} create index on ${name(whole)} using hnsw (embedding vector_cosine_ops)`,
    )
    const vectors = [...madeVectors(300, { dimension })]
    await client.bulkInsert(
      whole,
      vectors.map((embedding, id) => ({ id, embedding })),
    )
    const result = await tester.testSimilaritySearchAccuracy({ table: whole }, { queries, settings })
    expect([names(result), result.indexes.length, result.recallAtK]).toEqual([[], 2, 1])
  })

  test('a condition that few rows meet makes lists short, and iterative scans make them whole', async () => {
    const narrowed = { table, where: 'id % 50 = 0' }
    const short = await tester.testSimilaritySearchAccuracy(narrowed, { queries, settings })
    expect(names(short)).toEqual(['short-lists'])
    const iterative = { ...settings, 'hnsw.iterative_scan': 'strict_order' }
    const whole = await tester.testSimilaritySearchAccuracy(narrowed, { queries, settings: iterative })
    expect([names(whole), whole.recallAtK, whole.column.selectivity]).toEqual([[], 1, 0.02])
  })

  test('limits of time and similarity decide, and are named with what was measured', async () => {
    const strict = new VectorDatabaseTester(client, { maxSearchTime: 1e-6, similarityThreshold: 1 })
    const { problems, passed } = await strict.testSimilaritySearchAccuracy({ table }, { queries, settings })
    expect([passed, problems]).toEqual([
      false,
      [
        expect.stringMatching(/^95 % of the searches take up to [\d.]+ ms; the limit is 0.000001 ms$/),
        expect.stringMatching(/^The similarity of what was found goes down to 0\.\d+; the limit is 1$/),
      ],
    ])
  })

  test('what cannot be found is noted', async () => {
    const odd = await client.createTable('odd', 'id integer primary key, embedding vector(2)')
    await client.execute(`insert into ${name(odd)} values (1, null), (2, '[0,0]'), (3, '[1,0]'), (4, '[1,1]')`)
    const about = { queries: [[1, 0]], expectIndex: false, topK: 3 }
    const { column, expectedCount, recallAtK } = await tester.testSimilaritySearchAccuracy({ table: odd }, about)
    expect(column).toMatchObject({ rows: 4, eligible: 3, withoutVector: 1, zeros: 1 })
    expect(column.notes).toHaveLength(2)
    expect([expectedCount, recallAtK]).toEqual([2, 1])
  })

  test('queries that are made of the rows are the same ones each time, near to them, and one in twenty a row itself', async () => {
    const asked: (readonly number[])[] = []
    const search = async (_: unknown, query: readonly number[]) => {
      asked.push(query)
      return []
    }
    await tester.testSimilaritySearchAccuracy({ table, search }, { queries: 40, settings })
    await tester.testSimilaritySearchAccuracy({ table, search }, { queries: 40, settings })
    const [first, second] = [asked.slice(0, asked.length / 2), asked.slice(asked.length / 2)]
    expect(second).toEqual(first)
    const stored = [...madeVectors(rows, { dimension, shape: 'uniform' })].map((vector) =>
      String(vector.map(Math.fround)),
    )
    const distinct = [...new Set(first.map(String))]
    expect([distinct.length, distinct.filter((query) => stored.includes(query)).length]).toEqual([40, 2])
  })

  test('a subject that is not there is named', async () => {
    const refusals = [
      [{ table: 'nowhere' }, 'nowhere'],
      [{ table, column: 'id' }, '"id"'],
      [{ table, keyField: 'key' }, '"key"'],
      [{ table, metric: 'hamming' as const }, 'hamming'],
    ] as const
    for (const [search, said] of refusals) {
      const error = await failure(tester.testSimilaritySearchAccuracy(search))
      expect([error.code, error.message]).toEqual([
        search.table === 'nowhere' ? 'TABLE_UNKNOWN' : 'TEST_CONFIG_INVALID',
        expect.stringContaining(said),
      ])
    }
    const twice = await client.createTable('several', 'id integer, embedding vector(16)')
    await client.execute(`insert into ${name(twice)} values (1, null), (1, null)`)
    const several = await failure(tester.testSimilaritySearchAccuracy({ table: twice }))
    expect(several.message).toContain('2 of them have 1 keys')
    await client.execute(`create view ${name({ ...twice, name: 'seen' })} as select * from ${name(twice)}`)
    const seen = await failure(tester.testSimilaritySearchAccuracy({ table: { ...twice, name: 'seen' } }))
    expect(seen.message).toContain('is no table')
    const few = await failure(tester.testSimilaritySearchAccuracy({ table }, { queries: [[1, 2]] }))
    expect(few.message).toContain('2 dimensions')
  })
})

test('one run gives one report: as data, as text, as a picture, as results', async () => {
  const report = await tester.run({
    rows: 300,
    queries: 40,
    counts: [100, 200],
    shape: 'uniform',
    index: { method: 'ivfflat', options: { lists: 10 } },
  })
  const { search, changes, scaling } = report
  // One list of ten is looked at by default: the sweep finds how many it takes.
  const { sweep } = search ?? {}
  expect(sweep?.points.map(({ value }) => value)).toEqual([1, 2, 4, 8, 10])
  const recalls = sweep?.points.map(({ accuracy }) => accuracy.recallAtK) ?? []
  expect(recalls).toEqual(recalls.toSorted((a, b) => a - b))
  expect(recalls[0]).toBeLessThan(0.8)
  expect(recalls.at(-1)).toBe(1)
  const filters = search?.filters ?? []
  const shares = [0.01, 0.1, 0.45].map((share) => expect.closeTo(share, 1))
  expect(filters.map(({ selectivity }) => selectivity)).toEqual([...shares, ...shares])
  expect(filters.map(({ decides }) => decides)).toEqual([false, false, false, true, true, true])
  const [plain, iterative] = [filters.slice(0, 3), filters.slice(3)].map((some) =>
    mean(some.map((one) => one.accuracy.shortRate)),
  )
  expect(plain).toBeGreaterThan(0.5)
  expect(iterative).toBe(0)
  expect(changes?.map(({ rows }) => rows)).toEqual([150, 300, 200, 200, 200])
  expect(Object.keys(scaling ?? {})).toEqual(['100', '200'])
  const point = scaling?.[200]
  expect(point?.insertionRate).toBeCloseTo((200 / (point?.insertionTime ?? 0)) * 1000, 6)
  expect(point?.indexBytes).toBeGreaterThan(8192)

  const results = vectorResults(report, 'performance')
  expect(results.every(({ status, errorMessage }) => (status === 'failed') === (errorMessage !== null))).toBe(true)
  expect(results.some(({ status }) => status === 'failed')).toBe(!report.passed)
  const text = vectorReportText(report)
  for (const part of ['Storage', 'ivfflat.probes = 10', 'after reindex', 'Scaling']) expect(text).toContain(part)
  const svg = vectorReportSvg(report)
  expect(svg).toMatch(/^<svg xmlns[\s\S]*<\/svg>\n$/)
  expect(svg).toContain('Recall@5 by ivfflat.probes')
  expect(svg).toContain('limit: 0.9')
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('an interruption ends it between two queries', async () => {
  const ending = new AbortController()
  let asked = 0
  const search = async () => {
    if (++asked === 7) ending.abort()
    return []
  }
  const table = await client.createTable('interrupted', 'id integer primary key, embedding vector(2)')
  await client.bulkInsert(
    table,
    [...Array(20)].map((_, id) => ({ id, embedding: [1, id] })),
  )
  const run = tester.run({ parts: ['search'], search: { table, search }, queries: 20, signal: ending.signal })
  expect([(await failure(run)).code, asked]).toEqual(['CANCELLED', 7])
})

test('what it made is gone when it is closed, the extension too', async () => {
  await using other = new VectorDatabaseTester(client)
  await tester.close()
  await tester.close()
  const tables = await client.query("select relname from pg_class where relname like 'stored_%' and relkind = 'r'")
  expect(tables).toEqual([])
  expect((await failure(tester.testVectorStorageAccuracy())).code).toBe('CONNECTION_CLOSED')
  // Tables of this file still use it.
  expect(await client.query("select extname from pg_extension where extname = 'vector'")).toHaveLength(1)
  await client.execute('drop extension vector cascade')
  await other.testVectorStorageAccuracy([[1, 2]])
  await other.close()
  expect(await client.query("select extname from pg_extension where extname = 'vector'")).toEqual([])
})

describe('without vectors', () => {
  test('SQLite has none', async () => {
    await using sqlite = await DatabaseTestClient.open({ databaseUrl: 'sqlite::memory:' })
    const error = await failure(new VectorDatabaseTester(sqlite).testVectorStorageAccuracy())
    expect([error.code, error.message]).toEqual(['VECTORS_UNSUPPORTED', 'SQLite has no vectors'])
  })

  test('a server without the extension is told so', async ({ skip }) => {
    await using server = await DatabaseTestClient.open({ databaseUrl: await testDatabase('vectors') })
    const has = await server.query("select 1 from pg_available_extensions where name = 'vector'")
    if (has.length > 0) skip('this server has pgvector')
    const error = await failure(new VectorDatabaseTester(server).run())
    expect([error.code, error.message]).toEqual(['VECTORS_UNSUPPORTED', expect.stringContaining('pgvector')])
  })

  test('limits that are nonsense are named', () => {
    expect(() => new VectorDatabaseTester(client, { searchAccuracyThreshold: 2, topK: 0 })).toThrow(
      /searchAccuracyThreshold.*topK/,
    )
  })
})
