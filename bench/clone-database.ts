import { spawn } from 'node:child_process'
import { connect, generateData, type MaskingPolicy, transformNamed } from '@understudy/sdk'
import { createCustomers, customers } from './customers.ts'

const masks = {
  email: 'email',
  last_name: 'last-name',
  phone: 'phone',
  first_name: 'first-name',
  street: 'street-address',
  city: 'city',
} as const

/** Of masks that nobody has to guess. */
export const benchKey = 'q3Zk9Yt0bXU2c1RrL0xwV2ZhN0pIb0VtQnlDZ0RpUXM='

const kept = ['id', 'uid', 'country', 'born', 'balance', 'created_at'] as const

/**
 * So many of the customers' columns are masked, in this order; all of every table that is named besides are kept.
 * @param others columns of the customers that only some have
 */
export function maskedColumns(
  count: number,
  orders: readonly string[] = [],
  others: readonly string[] = [],
): MaskingPolicy {
  const masked = Object.entries(masks).slice(0, count)
  const columns = Object.fromEntries([
    ...[...kept, ...others, ...Object.keys(masks)].map((name) => [name, 'keep'] as const),
    ...masked.map(([name, transform]) => [name, { transform }] as const),
  ])
  return {
    kind: 'masking-policy',
    version: 1,
    undecided: {},
    transforms: Object.fromEntries(masked.map(([, transform]) => [transform, transformNamed(transform).version])),
    tables: {
      'public.customers': { columns },
      ...(orders.length === 0
        ? {}
        : { 'public.orders': { columns: Object.fromEntries(orders.map((name) => [name, 'keep' as const])) } }),
    },
    references: [],
    privacy: [],
    locale: 'en',
  }
}

export const orderColumns = ['id', 'customer', 'status', 'total', 'placed_at', 'note'] as const

const finished = `
alter table customers add primary key (id);
alter table customers add constraint customers_email_key unique (email);
create index customers_born on customers (born);
create table orders as
  select id, 1 + (id * 7919) % (select count(*) from customers) as customer, (array['new', 'paid', 'sent'])[1 + id % 3] as status,
    (id % 100000) / 100.0::numeric(12, 2) as total, created_at as placed_at, 'note ' || id as note from customers;
alter table orders add primary key (id);
create index orders_customer on orders (customer);
create index orders_placed_at on orders (placed_at);
alter table orders add constraint orders_customer_fkey foreign key (customer) references customers (id);
`

/** A database of customers: a bare table, or one with keys and indexes and as many orders. */
export async function makeSource(server: string, name: string, rows: number, whole: boolean): Promise<string> {
  const url = await emptyDatabase(server, name)
  await using database = await connect(url)
  await database.execute(createCustomers)
  const generated = generateData(customers, { rows, seed: 7 })
  await database.load({ name: 'customers' }, generated.plan.entities[0]!.columns, generated)
  if (whole) await database.execute(finished)
  for (const table of whole ? ['customers', 'orders'] : ['customers']) await database.execute(`vacuum analyze ${table}`)
  return url
}

export async function emptyDatabase(server: string, name: string): Promise<string> {
  await using database = await connect(server, { maxConnections: 1 })
  await database.query(`drop database if exists ${name} with (force)`)
  await database.query(`create database ${name}`)
  return at(server, name)
}

export async function dropDatabases(server: string, prefix: string): Promise<void> {
  await using database = await connect(server, { maxConnections: 1 })
  const found = await database.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { name } of found) await database.query(`drop database if exists "${name}" with (force)`)
}

export function at(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Seconds that a command of the shell takes. */
export async function shell(command: string): Promise<number> {
  const start = performance.now()
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${command} ended with ${code}`)
  return (performance.now() - start) / 1000
}

/** Every value that is not masked is where it was, and no masked one is what it was. */
export async function expectMasked(source: string, target: string, count: number): Promise<void> {
  const masked = Object.keys(masks).slice(0, count)
  const unmasked = [...kept, ...Object.keys(masks).slice(count)]
  // Of each row by its key, so that sums are the same where rows are, in whatever order.
  const sum = `select count(*)::int as n, sum(('x' || left(md5(row(${unmasked.join(', ')})::text), 15))::bit(60)::bigint) as hashes from customers`
  await using from = await connect(source)
  await using to = await connect(target)
  const [before, after] = [await from.query(sum), await to.query(sum)]
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('what is not masked is not the same')
  if (masked.length === 0) return
  const some = `select id, ${masked.join(', ')} from customers where id % 1000 = 1 order by id`
  const [plain, hidden] = [await from.query(some), await to.query(some)]
  for (const [i, row] of hidden.entries()) {
    if (row.id !== plain[i]?.id) throw new Error('the rows are not the same')
    for (const name of masked) if (row[name] === plain[i]?.[name]) throw new Error(`${name} is not masked`)
  }
}
