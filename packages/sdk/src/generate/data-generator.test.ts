import { expect, test } from 'vitest'
import { DataGenerator } from './data-generator.ts'

const people = {
  entities: [
    {
      name: 'people',
      fields: [
        { name: 'id', kind: 'sequence' },
        { name: 'name', kind: 'full-name' },
      ],
    },
  ],
}

test('a dataset holds the rows of every entity, and its status says so', async () => {
  const generator = new DataGenerator()
  const run = generator.generateData(people, { rows: 25, seed: 7 })
  expect(generator.getGenerationStatus(run.jobId).status).toBe('running')
  const dataset = await run
  expect(dataset.data.people).toHaveLength(25)
  expect(dataset).toMatchObject({ jobId: run.jobId, seed: 7, rows: 25, files: [] })
  expect(generator.getGenerationStatus(run.jobId)).toMatchObject({
    status: 'completed',
    progress: 1,
    rows: 25,
    rowsTotal: 25,
  })
})

test.each(['JSON', 'Csv', 'xml', 'SQL', 'ndjson', 'Parquet'])(
  'format %s gives a file for each entity',
  async (format) => {
    const { files, data } = await new DataGenerator().generateData(people, { rows: 3, format })
    expect(data).toEqual({})
    expect(files).toHaveLength(1)
    expect(files[0]!.name).toBe(`people.${format.toLowerCase()}`)
    expect(files[0]!.bytes.length).toBeGreaterThan(50)
  },
)

test('a cancelled generation ends with CANCELLED, says how far it came, and may be cancelled again', async () => {
  const generator = new DataGenerator()
  const run = generator.generateData(people, { rows: 2_000_000, jobId: 'big' })
  await generator.cancelGeneration('big')
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' })
  await generator.cancelGeneration('big')
  const status = generator.getGenerationStatus('big')
  expect(status).toMatchObject({ status: 'cancelled', rowsTotal: 2_000_000, error: { code: 'CANCELLED' } })
  expect(status.rows).toBeLessThan(2_000_000)
  expect(status.endedAt).toBeInstanceOf(Date)
})

test('a failed generation keeps its error, and its id may be used again', async () => {
  const generator = new DataGenerator()
  await expect(generator.generateData({ entities: [] }, { jobId: 'one' })).rejects.toMatchObject({
    code: 'SCHEMA_INVALID',
  })
  expect(generator.getGenerationStatus('one')).toMatchObject({ status: 'failed', error: { code: 'SCHEMA_INVALID' } })
  await expect(generator.generateData(people, { jobId: 'one', rows: 1 })).resolves.toMatchObject({ rows: 1 })
})

test('an id that nobody started, or that still runs, is refused', async () => {
  const generator = new DataGenerator()
  expect(() => generator.getGenerationStatus('nobody')).toThrow(/there is no generation nobody/)
  const run = generator.generateData(people, { jobId: 'twice', rows: 10 })
  expect(() => generator.generateData(people, { jobId: 'twice' })).toThrow(/is running/)
  await run
})

test('all that is wrong with a schema comes at once', () => {
  const { valid, problems } = new DataGenerator().validateSchema({
    entities: [
      {
        name: 'a',
        fields: [
          { name: 'x', kind: 'emial' },
          { name: 'y', kind: 'integer', options: { maximum: 3 } },
        ],
      },
    ],
    relationships: [{ type: 'one-to-many', parent: { entity: 'b' }, child: { entity: 'a', fields: ['z'] } }],
  })
  expect(valid).toBe(false)
  expect(problems.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['UNKNOWN_KIND', 'OPTIONS_INVALID', 'UNKNOWN_ENTITY', 'UNKNOWN_FIELD']),
  )
  for (const { path, fix } of problems) expect(path.length * fix.length).toBeGreaterThan(0)
})

test('basic quality keeps keys and types and leaves meaning aside; premium says what it needs', async () => {
  const schema = {
    entities: [{ name: 'users', fields: { id: {}, email: { type: 'text' }, age: { type: 'integer' } } }],
    constraints: [{ type: 'range', entity: 'users', field: 'age', min: 30, max: 31 }],
  }
  const generator = new DataGenerator()
  const made = (qualityLevel: 'basic' | 'standard' | 'premium') =>
    generator.generateData(JSON.parse(JSON.stringify(withLists(schema))), { rows: 40, qualityLevel })
  const [basic, standard, premium] = [await made('basic'), await made('standard'), await made('premium')]
  expect(
    standard.data.users!.every(({ email, age }) => String(email).includes('@') && (age === 30 || age === 31)),
  ).toBe(true)
  expect(basic.data.users!.some(({ email }) => String(email).includes('@'))).toBe(false)
  expect(new Set(basic.data.users!.map(({ id }) => id)).size).toBe(40)
  expect(premium.data).toEqual(standard.data)
  expect(premium.notes.join()).toMatch(/no profile of real data was given/)
})

/** Fields as a list, as the type of a schema has them. */
function withLists<Schema extends { entities: { fields: Record<string, object> }[] }>(schema: Schema): unknown {
  return {
    ...schema,
    entities: schema.entities.map((entity) => ({
      ...entity,
      fields: Object.entries(entity.fields).map(([name, field]) => ({ name, ...field })),
    })),
  }
}
