import { connect } from '@understudy/sdk'

/** Everybody in it is made up; this is who may not be found in a copy. */
export const original = 'ada.lovelace@real.example'

const tables = [
  'create table customers (id integer primary key, name text not null, email text not null unique, tier text)',
  'create table orders (id integer primary key, customer_id integer not null references customers (id), total numeric not null)',
]

/** Rows of a shop: customers with names and addresses, and what they ordered. */
export async function fillShop(url: string, rows = 50): Promise<void> {
  await using database = await connect(url)
  for (const statement of tables) await database.execute(statement)
  const values = (make: (id: number) => string) => Array.from({ length: rows }, (_, at) => make(at + 1))
  const insert = async (table: string, all: readonly string[]) => {
    for (let from = 0; from < all.length; from += 500)
      await database.execute(`insert into ${table} values ${all.slice(from, from + 500).join(', ')}`)
  }
  await insert(
    'customers',
    values((id) => `(${id}, 'Ada Lovelace ${id}', '${id === 1 ? original : `person.${id}@real.example`}', 'gold')`),
  )
  await insert(
    'orders',
    values((id) => `(${id}, ${((id * 7) % rows) + 1}, ${id}.5)`),
  )
}

/** A policy that masks who people are, and keeps the rest. */
export function shopPolicy(engine: 'sqlite' | 'postgres', { group = 'people' } = {}) {
  const table = (name: string) => (engine === 'postgres' ? `public.${name}` : name)
  return {
    kind: 'masking-policy',
    version: 1,
    transforms: { email: 2, 'full-name': 2 },
    tables: {
      [table('customers')]: {
        group,
        columns: { id: 'keep', name: { transform: 'full-name' }, email: { transform: 'email' }, tier: 'keep' },
      },
      [table('orders')]: { columns: { id: 'keep', customer_id: 'keep', total: 'keep' } },
    },
  }
}
