import { rmSync } from 'node:fs'
import { connect, generateData } from '@understudy/sdk'
import Database from 'better-sqlite3'
import { createCustomers, customers } from './customers.ts'
import { fileFor } from './sqlite-file.ts'

/** Rows as SQLite answers them, for loops over values that are there. */
export async function storedRows(rows: number): Promise<{ columns: readonly string[]; values: unknown[][] }> {
  const file = fileFor('from')
  const source = await connect(`sqlite:${file}`)
  await source.execute(createCustomers)
  const generated = generateData(customers, { rows, seed: 7 })
  const { columns } = generated.plan.entities[0]!
  await source.load({ name: 'customers' }, columns, generated)
  await source.close()
  const stored = new Database(file)
  const values = stored.prepare<[], unknown[]>('select * from customers order by rowid').raw().all()
  stored.close()
  rmSync(file)
  return { columns, values }
}
