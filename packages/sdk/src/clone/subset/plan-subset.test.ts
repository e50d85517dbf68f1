import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import type { UnderstudyError } from '../../errors.ts'
import { openGuardedSource } from '../../safety/open-guarded-source.ts'
import { parseSubset } from './parse-subset.ts'
import { planSubset } from './plan-subset.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-subset-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let postgres: string
beforeAll(async () => {
  postgres = await testDatabase('subset')
})

let made = 0
type Engine = 'postgres' | 'sqlite'

/** A source that a script makes, of which each table is named without its schema. */
class Prepared {
  readonly engine: Engine
  readonly url: string
  readonly #schema: string

  constructor(engine: Engine, url: string, schema: string) {
    this.engine = engine
    this.url = url
    this.#schema = schema
  }

  named(table: string): string {
    return this.engine === 'sqlite' ? table : `${this.#schema}.${table}`
  }

  /** What is selected of each table, as the values of a column, and why. */
  async plan(
    subset: Readonly<Record<string, unknown>>,
    references: readonly SoftReference[] = [],
  ): Promise<Record<string, { rows: string[]; why: readonly string[] }>> {
    await using source = await openGuardedSource(this.url, { waivers: ['source-can-write'] })
    const definition = await source.session((session) => analyzeSchema(session))
    const only = { ...definition, tables: definition.tables.filter(({ schema }) => schema === this.#schema) }
    const selections = await planSubset({
      source,
      definition: only,
      subset: parseSubset({ kind: 'subset', version: 1, ...subset }),
      references,
    })
    const found: Record<string, { rows: string[]; why: readonly string[] }> = {}
    await source.session(async (session) => {
      for (const { table, rows, why, conditions } of selections.values()) {
        const keys: string[] = []
        const only = table.endsWith('.loose') ? 'only ' : ''
        for await (const condition of conditions()) {
          const text = `select cast(label as ${this.engine === 'sqlite' ? '' : 'pg_catalog.'}text) as k from ${only}${table} where ${condition}`
          for (const { k } of await session.query<{ k: string }>(text)) keys.push(k)
        }
        expect(keys).toHaveLength(rows)
        found[table.slice(this.engine === 'sqlite' ? 0 : this.#schema.length + 1)] = { rows: keys.sort(), why }
      }
    })
    return found
  }
}

async function prepared(engine: Engine, script: string): Promise<Prepared> {
  const schema = engine === 'sqlite' ? 'main' : `s${++made}`
  const url = engine === 'sqlite' ? `sqlite:${join(folder, `${++made}.db`)}` : postgres
  await using database = await connect(url)
  if (engine === 'sqlite') await database.execute(`pragma foreign_keys = off; ${script}`)
  else {
    await database.session((session) =>
      session.execute(
        `create schema ${schema}; set search_path = ${schema}; begin; ${script}; commit; reset search_path`,
      ),
    )
  }
  return new Prepared(engine, url, schema)
}

interface Graph {
  /** How many rows, by table. */
  readonly sizes: readonly number[]
  /** Which table refers to which. */
  readonly edges: readonly (readonly [child: number, parent: number])[]
  /** By edge and row of the child, the row of the parent; null refers to none. */
  readonly values: readonly (readonly (number | null)[])[]
  readonly roots: readonly (readonly [table: number, row: number])[]
  readonly children: boolean
  readonly composite: readonly boolean[]
}

const graphs: fc.Arbitrary<Graph> = fc
  .array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 })
  .chain((sizes) => {
    const table = fc.nat(sizes.length - 1)
    return fc.array(fc.tuple(table, table), { maxLength: 7 }).chain((edges) =>
      fc.record({
        sizes: fc.constant(sizes),
        edges: fc.constant(edges),
        values: fc.tuple(
          ...edges.map(([child, parent]) =>
            fc.array(fc.option(fc.nat((sizes[parent] ?? 1) - 1), { freq: 3 }), {
              minLength: sizes[child] ?? 0,
              maxLength: sizes[child] ?? 0,
            }),
          ),
        ),
        roots: fc.array(
          table.chain((one) => fc.nat((sizes[one] ?? 1) - 1).map((row): [number, number] => [one, row])),
          { minLength: 1, maxLength: 4 },
        ),
        children: fc.boolean(),
        composite: fc.array(fc.boolean(), { minLength: sizes.length, maxLength: sizes.length }),
      }),
    )
  })

/** Tables with keys of one column or of two, of which one is a text. */
function scriptOf({ sizes, edges, values, composite }: Graph, engine: Engine): string {
  const keyOf = (table: number) => (composite[table] ? ['a', 'b'] : ['id'])
  const key = (table: number, row: number) => (composite[table] ? `${row % 3}, 'k''${row}\\'` : String(row * 7))
  const references = edges.map(([child, parent], edge) => ({
    child,
    edge,
    columns: keyOf(parent).map((column) => `e${edge}_${column}`),
    clause: `foreign key (${keyOf(parent).map((column) => `e${edge}_${column}`)}) references t${parent} (${keyOf(parent)})`,
    parent,
  }))
  const tables = sizes.map((size, table) => {
    const own = references.filter(({ child }) => child === table)
    const columns = [
      ...(composite[table] ? ['a int', 'b text'] : ['id bigint']),
      'label text',
      ...own.flatMap(({ edge, parent }) =>
        composite[parent] ? [`e${edge}_a int`, `e${edge}_b text`] : [`e${edge}_id bigint`],
      ),
      `primary key (${keyOf(table)})`,
      ...(engine === 'sqlite' ? own.map(({ clause }) => clause) : []),
    ]
    const tail = engine === 'sqlite' && composite[table] ? ' without rowid' : ''
    const rows = Array.from({ length: size }, (_, row) => {
      const refers = own.map(({ edge, parent }) => {
        const to = values[edge]?.[row] ?? null
        return to === null
          ? keyOf(parent)
              .map(() => 'null')
              .join(', ')
          : key(parent, to)
      })
      return `(${[key(table, row), `'${row}'`, ...refers].join(', ')})`
    })
    return `create table t${table} (${columns.join(', ')})${tail}; insert into t${table} values ${rows.join(', ')};`
  })
  const later = engine === 'sqlite' ? [] : references.map(({ child, clause }) => `alter table t${child} add ${clause};`)
  return [...tables, ...later].join('\n')
}

/** The same by going over everything again and again until nothing is added. */
function naive({ sizes, edges, values, roots, children }: Graph): string[][] {
  const wanted = sizes.map(() => new Set<number>())
  for (const [table, row] of roots) wanted[table]?.add(row)
  const until = (step: (edge: number, child: number, row: number, parent: number, to: number) => boolean) => {
    for (let more = true; more; ) {
      more = false
      for (const [edge, [child, parent]] of edges.entries()) {
        for (const [row, to] of (values[edge] ?? []).entries()) {
          if (to !== null && step(edge, child, row, parent, to)) more = true
        }
      }
    }
  }
  const add = (table: number, row: number): boolean => {
    const known = wanted[table]?.has(row) ?? true
    wanted[table]?.add(row)
    return !known
  }
  if (children) until((_, child, row, parent, to) => wanted[parent]?.has(to) === true && add(child, row))
  until((_, child, row, parent, to) => wanted[child]?.has(row) === true && add(parent, to))
  return wanted.map((rows) => [...rows].map(String).sort())
}

test('what is selected is what a naive walk selects, on both engines: all that is referred to, and nothing more', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (graph) => {
      const expected = naive(graph)
      for (const engine of ['sqlite', 'postgres'] as const) {
        const source = await prepared(engine, scriptOf(graph, engine))
        const roots = Object.fromEntries(
          graph.roots.map(([table]) => [
            source.named(`t${table}`),
            { where: `label in (${graph.roots.filter(([one]) => one === table).map(([, row]) => `'${row}'`)})` },
          ]),
        )
        const found = await source.plan({ roots, children: graph.children })
        expect(
          expected.map((_, table) => found[`t${table}`]?.rows),
          engine,
        ).toEqual(expected)
      }
    }),
    { numRuns: Number(process.env.UNDERSTUDY_SUBSET_GRAPHS ?? 5) },
  )
}, 1_800_000)

const shop = `
  create table customers (id int primary key, label text, email text unique, best_friend int references customers);
  create table orders (id int primary key, label text, customer text references customers (email), status text);
  create table items (order_id int references orders, line int, label text, primary key (order_id, line));
  create table notes (label text, of_kind text, of_id int, "or""der" int);
  insert into customers values (1, 'ann', 'a@x', null), (2, 'ben', 'b@x', 1), (3, 'cleo', 'c@x', 2), (4, 'dan', 'd@x', 4);
  insert into orders values (10, 'o10', 'c@x', 'open'), (11, 'o11', 'c@x', 'done'), (12, 'o12', 'd@x', 'open'), (13, 'o13', null, 'lost');
  insert into items values (10, 1, 'i1'), (10, 2, 'i2'), (10, 3, 'i3'), (11, 1, 'i4'), (12, 1, 'i5');
  insert into notes values ('of customer 2', 'customer', 2, null), ('of order 12', 'order', 12, 11), ('of none', null, 12, null);
`

/** Of each problem, tables without their schema. */
function placesOf({ details }: UnderstudyError): string[] {
  const { problems } = details
  if (!Array.isArray(problems)) return []
  return problems.map(({ path }) =>
    String(path)
      .replace(/\["(?:\w+\.)?(\w+)"\]/, '.$1')
      .replace('[0]', '.0'),
  )
}

describe.each(['postgres', 'sqlite'] as const)('%s', (engine) => {
  let source: Prepared
  beforeAll(async () => {
    source = await prepared(engine, shop)
  })
  const rowsOf = (found: Record<string, { rows: string[] }>) =>
    Object.fromEntries(Object.entries(found).map(([table, { rows }]) => [table, rows]))
  const whole = (found: string[]) => Object.fromEntries(found.map((name) => [source.named(name), 'all']))

  test('rows bring what they refer to, also by a key that is not the primary one, and say why they are there', async () => {
    const found = await source.plan({
      roots: { [source.named('orders')]: { where: `orders.status = 'open' and id < 12` } },
    })
    expect(rowsOf(found)).toEqual({ customers: ['ann', 'ben', 'cleo'], orders: ['o10'], items: [], notes: [] })
    expect(found.orders?.why).toEqual(['1 row: condition'])
    expect(found.customers?.why).toEqual([
      `1 row: parents of ${source.named('orders.customer')}`,
      `2 rows: parents of ${source.named('customers.best_friend')}`,
    ])
  })

  test('children come as asked: all of them, none of a table, at most some of each parent', async () => {
    const roots = { [source.named('orders')]: { where: 'id < 12' } }
    expect(rowsOf(await source.plan({ roots, children: true })).items).toEqual(['i1', 'i2', 'i3', 'i4'])
    expect(rowsOf(await source.plan({ roots, children: { [source.named('items')]: false } })).items).toEqual([])
    const few = rowsOf(await source.plan({ roots, children: { [source.named('items')]: 1 } })).items
    expect(few).toEqual([expect.stringMatching(/^i[123]$/), 'i4'])
    const again = await source.plan({ roots, children: { [source.named('items')]: 1 } })
    expect(again.items?.rows).toEqual(few)
  })

  test('references that the database does not know are followed, polymorphic ones by their type', async () => {
    const references = [
      {
        from: source.named('notes.of_id'),
        to: source.named('customers.id'),
        where: { column: 'of_kind', equals: 'customer' },
      },
      {
        from: source.named('notes.of_id'),
        to: source.named('orders.id'),
        where: { column: 'of_kind', equals: 'order' },
      },
      { from: source.named('notes."or""der"'), to: source.named('orders.id') },
    ]
    const found = await source.plan({ roots: { [source.named('notes')]: {} } }, references.slice(0, 2))
    expect(rowsOf(found)).toMatchObject({ customers: ['ann', 'ben', 'dan'], orders: ['o12'] })
    const own = await source.plan({
      roots: { [source.named('orders')]: { where: 'id = 12' } },
      children: true,
      references: references.slice(0, 2),
    })
    expect(own.notes?.rows).toEqual(['of order 12'])
    expect(own.notes?.why[0]).toMatch(/^1 row: children of .*orders by .*notes\.of_id where of_kind is order$/)
  })

  test('tables are copied whole or left empty as asked; what a whole table refers to comes along', async () => {
    const found = await source.plan({ roots: {}, tables: { ...whole(['items']), [source.named('notes')]: 'none' } })
    expect(rowsOf(found)).toEqual({
      customers: ['ann', 'ben', 'cleo', 'dan'],
      orders: ['o10', 'o11', 'o12'],
      notes: [],
    })
    const error = await failure(
      source.plan({ roots: { [source.named('orders')]: {} }, tables: { [source.named('customers')]: 'none' } }),
    )
    expect(error.code).toBe('SUBSET_INVALID')
    expect(error.message).toContain('leaves out rows that')
  })

  test('what is wrong is listed whole, and nothing hostile gets into a statement', async () => {
    const wrong = (table: string, where: string) => ({ [source.named(table)]: { where } })
    const error = await failure(
      source.plan({
        roots: {
          ...wrong('orders', 'true); delete from orders; --'),
          ...wrong('customers', 'no_column = 1'),
          ...wrong('items', `label = 'x' -- all`),
          ...wrong('nowhere', 'true'),
        },
        children: { gone: 3 },
        tables: { lost: 'all' },
        references: [{ from: 'a.b', to: source.named('customers.id') }],
      }),
    )
    expect(error.code).toBe('SUBSET_INVALID')
    expect(error.message.split('; ')).toHaveLength(7)
    expect(placesOf(error)).toEqual([
      'references.0',
      'roots.nowhere',
      'children.gone',
      'tables.lost',
      'roots.orders.where',
      'roots.customers.where',
      'roots.items.where',
    ])
  })
})

test('a share and a number of rows draw the same rows everywhere, and others with another seed', async () => {
  const script = `create table t (id int primary key, label text); insert into t values ${Array.from({ length: 400 }, (_, i) => `(${i}, '${i}')`)}`
  const drawn = async (engine: Engine, root: object, seed = '') => {
    const source = await prepared(engine, script)
    const { t } = await source.plan({ roots: { [source.named('t')]: root }, seed })
    return t?.rows ?? []
  }
  const share = await drawn('postgres', { share: 0.1 })
  expect(share.length).toBeGreaterThan(15)
  expect(share.length).toBeLessThan(70)
  expect(await drawn('sqlite', { share: 0.1 })).toEqual(share)
  const rows = await drawn('sqlite', { rows: 25, where: 'id >= 100' })
  expect(rows).toHaveLength(25)
  expect(rows.every((label) => Number(label) >= 100)).toBe(true)
  expect(await drawn('postgres', { rows: 25, where: 'id >= 100' })).toEqual(rows)
  expect(await drawn('sqlite', { rows: 25, where: 'id >= 100' }, 'other')).not.toEqual(rows)
})

test('Postgres: partitions count as their whole, and rows without a key are told apart by their place', async () => {
  const source = await prepared(
    'postgres',
    `create type mood as enum ('so', 'la'); create domain code as text check (value <> '');
    create table areas (m mood, c code, label text, primary key (m, c));
    create table logs (at int, label text, m mood, c code, foreign key (m, c) references areas) partition by range (at);
    create table logs_1 partition of logs for values from (0) to (10);
    create table logs_2 partition of logs for values from (10) to (20);
    create table loose (label text); create table looser () inherits (loose);
    insert into areas values ('so', 'it''s', 'a1'), ('la', '\\', 'a2'), ('la', 'unused', 'a3');
    insert into logs values (1, 'l1', 'so', 'it''s'), (2, 'l1', 'la', '\\'), (12, 'l3', 'la', '\\'), (13, 'l4', null, 'unused');
    insert into loose values ('x'), ('x'), ('y'); insert into looser values ('x')`,
  )
  const found = await source.plan({
    roots: {
      [source.named('logs')]: { where: 'at in (1, 12, 13)' },
      [source.named('loose')]: { where: `label = 'x'` },
    },
  })
  expect(found.logs?.rows).toEqual(['l1', 'l3', 'l4'])
  expect(found.areas?.rows).toEqual(['a1', 'a2'])
  expect(found.loose?.rows).toEqual(['x', 'x'])
  expect(found.looser?.rows).toEqual([])
  expect(found.logs_1).toBeUndefined()
})

test('SQLite: keys of any class are found again', async () => {
  const source = await prepared(
    'sqlite',
    `create table keyed (a any, b text, label text, primary key (a, b)) without rowid;
    insert into keyed values (1, 'x', 'k1'), (1.5, 'it''s', 'k2'), (x'00ff', '', 'k3'), ('1', 'y', 'k4'), (9007199254740993, 'z', 'k5'), (9e999, 'z', 'k6');
    create table named (rowid text, label text); insert into named (_rowid_, rowid, label) values (-9007199254740993, 'a', 'n1'), (5, 'b', 'n2')`,
  )
  const all = await source.plan({ roots: { keyed: {}, named: { where: 'rowid <> 1' } } })
  expect(all.keyed?.rows).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
  expect(all.named?.rows).toEqual(['n1', 'n2'])
})

test('more rows than can be kept track of are refused, and the largest tables named', async () => {
  const { url } = await prepared(
    'sqlite',
    `create table t (id integer primary key); insert into t values (1), (2), (3)`,
  )
  await using source = await openGuardedSource(url)
  const definition = await source.session((session) => analyzeSchema(session))
  const subset = parseSubset({ kind: 'subset', version: 1, roots: { t: {} } })
  const error = await failure(planSubset({ source, definition, subset, mostKeys: 2 }))
  expect(error.code).toBe('SUBSET_INVALID')
  expect(error.message).toContain('t 3')
})
