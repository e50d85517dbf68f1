import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import type { DataSchema } from '../model/schema.ts'
import { type EncodedOptions, generateData } from './generate-data.ts'
import { schemas } from './schemas.arbitrary.ts'

const shop: unknown = JSON.parse(readFileSync(new URL('../../../../examples/shop.json', import.meta.url), 'utf8'))

type Rows = Record<string, Record<string, unknown>[]>

async function text(schema: unknown, options: EncodedOptions): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of generateData(schema, options)) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

test.each(['ndjson', 'sql'])(
  '%s slices of the shop, put together in order, are the whole, however many there are',
  async (format) => {
    const options = { rows: 700, seed: 7, format }
    const whole = await text(shop, options)
    for (const of of [2, 3, 8]) {
      const parts = await Promise.all(
        Array.from({ length: of }, (_, i) => text(shop, { ...options, partition: { number: i + 1, of } })),
      )
      expect(parts.join('') === whole).toBe(true)
    }
  },
)

test.each(['csv', 'json', 'xml', 'copy-text'])('%s slices of one entity are the whole too', async (format) => {
  const options = { rows: 300, seed: 7, format, entity: 'customers' }
  const whole = await text(shop, options)
  const parts = await Promise.all(
    Array.from({ length: 7 }, (_, i) => text(shop, { ...options, partition: { number: i + 1, of: 7 } })),
  )
  expect(parts.join('') === whole).toBe(true)
})

test('the same seed gives the same rows, another seed gives others', async () => {
  const made = (seed: number | string): Promise<Rows> => generateData(shop, { rows: 50, seed }).collect()
  expect(await made(7)).toEqual(await made(7))
  expect(await made('other')).not.toEqual(await made(7))
})

test('more rows of an entity leave the values of those before as they were', async () => {
  const few = await generateData(shop, { rows: 40, seed: 1 }).collect()
  const many = await generateData(shop, { rows: 90, seed: 1 }).collect()
  expect(many.customers!.slice(0, 40)).toEqual(few.customers)
})

test('a field that is added changes no other field', async () => {
  const schema = (extra: object): unknown => ({
    entities: [
      {
        name: 'people',
        fields: { id: 'sequence', ...extra, name: 'full-name', email: { kind: 'email', unique: true }, age: 'age' },
      },
    ],
  })
  const before = await generateData(schema({}), { rows: 30 }).collect()
  const after = await generateData(schema({ city: 'city', first_name: 'first-name' }), { rows: 30 }).collect()
  for (const [i, row] of before.people!.entries()) expect(after.people![i]).toMatchObject(row)
})

test('one row in the middle is the same alone as among all', async () => {
  const { plan } = generateData(shop, { rows: 500, seed: 3 })
  for (const entity of plan.entities) {
    const whole = entity.batch(0, 500)
    const alone = entity.batch(321, 1)
    const wide = entity.batch(321, 3)
    expect(alone.columns.map(({ name }) => name)).toEqual(whole.columns.map(({ name }) => name))
    expect(JSON.stringify(await rowOf(alone, 0))).toBe(JSON.stringify(await rowOf(whole, 321)))
    expect(JSON.stringify(await rowOf(wide, 2))).toBe(JSON.stringify(await rowOf(whole, 323)))
  }
})

async function rowOf(batch: import('../model/batch.ts').Batch, row: number): Promise<unknown> {
  const { rowsOf } = await import('../formats/row-objects.ts')
  return rowsOf(batch)[row]
}

/** Every promise that a schema makes, checked on row objects by code that knows nothing of how they came to be. */
function brokenPromises(schema: DataSchema, rows: Rows): string[] {
  const broken: string[] = []
  const tuple = (row: Record<string, unknown>, fields: readonly string[]): string =>
    JSON.stringify(fields.map((field) => String(row[field])))
  for (const relationship of schema.relationships ?? []) {
    if (relationship.type !== 'one-to-many' && relationship.type !== 'one-to-one') continue
    const { parent, child } = relationship
    const keys = new Set(rows[parent.entity]!.map((row) => tuple(row, ['id'])))
    for (const row of rows[child.entity]!) {
      if (row[child.fields[0]!] === null) {
        if (!relationship.optional) broken.push(`${child.entity} without ${child.fields}`)
      } else if (!keys.has(tuple(row, child.fields))) broken.push(`${child.entity}.${child.fields} points nowhere`)
    }
  }
  const uniques = [
    ...schema.entities.map(({ name }) => ({ entity: name, fields: ['id'] })),
    ...(schema.constraints ?? []).flatMap((one) => (one.type === 'unique' ? [one] : [])),
    ...(schema.relationships ?? []).flatMap((one) => (one.type === 'one-to-one' ? [one.child] : [])),
  ]
  for (const { entity, fields } of uniques) {
    const present = rows[entity]!.filter((row) => fields.every((field) => row[field] !== null))
    if (new Set(present.map((row) => tuple(row, fields))).size < present.length)
      broken.push(`${entity} (${fields}) repeats`)
  }
  for (const [entity, list] of Object.entries(rows)) {
    for (const row of list) {
      if (typeof row.low === 'number' && !(row.low < Number(row.high) && row.high !== 42))
        broken.push(`${entity} low ${row.low} high ${row.high}`)
      if (row.spread !== undefined && row.spread !== Number(row.high) - Number(row.low)) broken.push(`${entity} spread`)
      if (row.ended && String(row.begun) > String(row.ended)) broken.push(`${entity} ended before it began`)
    }
  }
  return broken
}

test('for any schema: keys lead somewhere, uniques are unique, checks hold, and any slice is part of the same whole', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.integer({ min: 1, max: 120 }), fc.nat(), async (schema, rows, seed) => {
      const generated = generateData(schema, { rows, seed })
      const all = await generated.collect()
      expect(brokenPromises(schema, all)).toEqual([])
      const parts = await Promise.all(
        [1, 2, 3].map((number) => generateData(schema, { rows, seed, partition: { number, of: 3 } }).collect()),
      )
      for (const { entity } of generated.plan.entities) {
        expect(parts.flatMap((part) => part[entity.name]!)).toEqual(all[entity.name])
      }
    }),
    { numRuns: propertyRuns(60) },
  )
})

test('a row count that unique fields cannot hold is refused with the number that fits', () => {
  const schema = { entities: [{ name: 'flags', fields: { id: 'sequence', on: { kind: 'boolean', unique: true } } }] }
  expect(() => generateData(schema, { rows: 3 })).toThrow(/flags: unique on has room for 2 rows, 3 are asked for/)
})

test('a constraint that nothing meets names the fields to change, and no value', async () => {
  const schema = {
    entities: [
      {
        name: 't',
        fields: {
          id: 'sequence',
          a: { kind: 'integer', options: { min: 1, max: 3 } },
          b: { kind: 'integer', options: { min: 1, max: 3 } },
        },
      },
    ],
    constraints: [{ type: 'check', name: 'far_apart', entity: 't', expression: 'abs(a - b) > 5' }],
  }
  await expect(generateData(schema, { rows: 3 }).collect()).rejects.toMatchObject({
    code: 'CONSTRAINT_UNSATISFIED',
    message: 't: no values were found that meet far_apart',
    hint: expect.stringContaining('t.a, t.b'),
  })
})

test.each([0, -1, 1.5, Number.NaN])('%s rows are refused', (rows) => {
  expect(() => generateData(shop, { rows })).toThrow(/is no number of rows/)
})

test('keys that point at each other in a circle are refused by name', () => {
  const schema = {
    entities: [
      { name: 'a', fields: { id: {} } },
      { name: 'b', fields: { id: {} } },
    ],
    relationships: [
      { type: 'one-to-one', parent: { entity: 'a' }, child: { entity: 'b', fields: ['id'] } },
      { type: 'one-to-one', parent: { entity: 'b' }, child: { entity: 'a', fields: ['id'] } },
    ],
  }
  expect(() => generateData(schema)).toThrow(/circle|own key/)
})

test('polymorphic children point at rows of the kind that their tag names', async () => {
  const schema = {
    entities: [
      { name: 'posts', fields: { id: 'sequence' } },
      { name: 'photos', fields: { id: 'sequence' } },
      { name: 'comments', fields: { id: 'sequence', on_type: 'word', on_id: {} } },
    ],
    relationships: [
      {
        type: 'polymorphic',
        child: { entity: 'comments', fields: ['on_id'], typeField: 'on_type' },
        parents: [
          { entity: 'posts', tag: 'Post', weight: 3 },
          { entity: 'photos', tag: 'Photo' },
        ],
      },
    ],
  }
  const { comments } = await generateData(schema, { rows: { posts: 10, photos: 1000, comments: 400 } }).collect()
  const posts = comments!.filter((row) => row.on_type === 'Post')
  expect(posts.length).toBeGreaterThan(250)
  expect(posts.every((row) => Number(row.on_id) <= 10)).toBe(true)
  expect(comments!.some((row) => row.on_type === 'Photo' && Number(row.on_id) > 10)).toBe(true)
})

test('children that share a tenant with two parents agree with both', async () => {
  const owned = (name: string) => ({ name, primaryKey: ['tenant_id', 'id'], fields: { tenant_id: {}, id: 'sequence' } })
  const schema = {
    entities: [
      { name: 'tenants', fields: { id: 'sequence' } },
      owned('users'),
      owned('projects'),
      {
        name: 'tasks',
        fields: { id: 'sequence', tenant_id: {}, user_id: {}, project_id: {}, blocked_by: { nullable: true } },
        primaryKey: ['tenant_id', 'id'],
      },
    ],
    relationships: [
      { type: 'one-to-many', parent: { entity: 'tenants' }, child: { entity: 'users', fields: ['tenant_id'] } },
      { type: 'one-to-many', parent: { entity: 'tenants' }, child: { entity: 'projects', fields: ['tenant_id'] } },
      {
        type: 'one-to-many',
        parent: { entity: 'users' },
        child: { entity: 'tasks', fields: ['tenant_id', 'user_id'] },
      },
      {
        type: 'one-to-many',
        parent: { entity: 'projects' },
        child: { entity: 'tasks', fields: ['tenant_id', 'project_id'] },
      },
      {
        type: 'one-to-many',
        parent: { entity: 'tasks' },
        child: { entity: 'tasks', fields: ['tenant_id', 'blocked_by'] },
        optional: 0.5,
      },
    ],
  }
  const rows = await generateData(schema, { rows: { tenants: 5, users: 30, projects: 20, tasks: 300 } }).collect()
  const keys = (name: string): Set<string> => new Set(rows[name]!.map((row) => `${row.tenant_id}/${row.id}`))
  const [users, projects, tasks] = [keys('users'), keys('projects'), keys('tasks')]
  for (const task of rows.tasks!) {
    expect(users.has(`${task.tenant_id}/${task.user_id}`)).toBe(true)
    expect(projects.has(`${task.tenant_id}/${task.project_id}`)).toBe(true)
    if (task.blocked_by !== null) expect(tasks.has(`${task.tenant_id}/${task.blocked_by}`)).toBe(true)
  }
  expect(rows.tasks!.some((task) => task.blocked_by !== null)).toBe(true)
})
