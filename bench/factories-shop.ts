import { connect, connectFactories, defineFactory, kind, later, many, ref, type Session } from '@understudy/sdk'
import { median, report } from './measure.ts'

export const CUSTOMERS = 100
export const ORDERS = 9
export const LINES = 10
/** Graphs that are timed after the first one. */
const TIMES = 5

/**
 * A graph of three levels: a customer's orders, an order's lines. Keys are UUIDs that the factories make, so that a row
 * which is created alone takes its INSERT and nothing besides: no question for the next number of a sequence.
 */
const customers = defineFactory('customers', {
  fields: { id: kind('uuid').unique(), email: kind('email').unique(), name: kind('full-name') },
  associations: {
    orders: many(
      later(() => orders),
      ORDERS,
    ),
  },
})
const orders = defineFactory('orders', {
  fields: { id: kind('uuid').unique(), customer_id: '', placed_at: kind('timestamp'), status: 'open' },
  associations: {
    customer: ref(customers),
    lines: many(
      later(() => lines),
      LINES,
    ),
  },
})
const lines = defineFactory('lines', {
  fields: {
    id: kind('uuid').unique(),
    order_id: '',
    product: kind('product-name'),
    quantity: ({ integer }) => integer(1, 5),
  },
  associations: { order: ref(orders) },
})

const factories = { customers, orders, lines }
type Shop = typeof factories

const tables = Object.keys(factories)
const schema = `
  drop table if exists lines, orders, customers, statements;
  create table customers (id uuid primary key, email text not null unique, name text not null);
  create table orders (id uuid primary key, customer_id uuid not null references customers,
    placed_at timestamptz not null, status text not null);
  create table lines (id uuid primary key, order_id uuid not null references orders, product text not null,
    quantity integer not null);
`
/** The server itself counts statements; not where time is taken. */
const counting = `
  create table statements (of text);
  create or replace function note() returns trigger language plpgsql as
    $$ begin insert into statements values (tg_table_name); return null; end $$;
  ${tables.map((table) => `create trigger note after insert on ${table} for each statement execute function note();`).join('\n')}
`

/**
 * Creates the graph one way, again and again, and reports the seconds of the first time, reading the catalog included,
 * and the median of those after it, when the code has run before. With the argument `checked` there is one graph, and the
 * server tells what it has got.
 */
export async function runWay(create: (shop: Shop) => Promise<unknown>): Promise<void> {
  await using database = await connect(process.env.BENCH_URL!)
  await database.execute(schema)
  if (process.argv.includes('checked')) {
    await database.execute(counting)
    await create(connectFactories(database, factories))
    const { rows, ...said } = await factsOf(database)
    report(rows, said)
    return
  }
  // Rows that are created alone are faster inside a transaction, so both ways run in one.
  await database.transaction(async (transaction) => {
    const shop = connectFactories(transaction, factories)
    const first = await secondsOf(() => create(shop))
    const again: number[] = []
    while (again.length < TIMES) {
      await transaction.execute(`truncate ${tables.join(', ')}`)
      again.push(await secondsOf(() => create(shop)))
    }
    const { rows } = await factsOf(transaction)
    report(rows, { first, again: median(again) })
  })
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

interface Facts {
  readonly rows: number
  /** Lines that belong to an order of a customer. */
  readonly held: number
  /** How many orders the customers have, and how many lines the orders. */
  readonly shape: readonly number[]
  readonly hash: string
  readonly statements?: number
}

async function factsOf(session: Session): Promise<Facts> {
  const [facts] = await session.query<Facts>(`
    select
      (${tables.map((table) => `(select count(*) from ${table})`).join(' + ')})::int as rows,
      (select count(*) from lines l join orders o on o.id = l.order_id join customers c on c.id = o.customer_id)::int as held,
      (select array_agg(distinct n) from (
        select count(*)::int as n from orders group by customer_id union all select count(*)::int from lines group by order_id) x) as shape,
      md5(${tables.map((table) => `(select string_agg(t::text, ' ' order by id) from ${table} t)`).join(" || ' ' || ")}) as hash`)
  if (!process.argv.includes('checked')) return facts!
  const [{ statements }] = (await session.query('select count(*)::int as statements from statements')) as [
    { statements: number },
  ]
  return { ...facts!, statements }
}
