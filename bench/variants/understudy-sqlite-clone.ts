import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, generateData, readMaskingKey } from '@understudy/sdk'
import { cloneDatabase } from '@understudy/sdk/clone'
import Database from 'better-sqlite3'
import { maskedColumns } from '../clone-database.ts'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, hashOf } from '../sqlite-file.ts'

/**
 * Copies a file by INSERT … SELECT over ATTACH, once as it is and once with three columns changed, then by a clone; says how many CPU seconds the rows of each took.
 */
const [rows = '', masks = ''] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'understudy-bench-clone-'))
const at = (name: string): string => join(folder, `${name}.db`)
try {
  const source = await connect(`sqlite:${at('source')}`)
  await source.execute(createCustomers)
  const generated = generateData(customers, { rows: Number(rows), seed: 7 })
  await source.load({ name: 'customers' }, generated.plan.entities[0]!.columns, generated)
  await source.close()

  const plain = new Database(at('plain'))
  plain.pragma('synchronous = off')
  plain.exec(createCustomers)
  plain.prepare('attach ? as source').run(at('source'))
  let before = cpuSeconds()
  plain.exec('insert into customers select * from source.customers')
  const attached = cpuSeconds() - before
  plain.exec(`delete from customers`)
  before = cpuSeconds()
  const { columns } = generated.plan.entities[0]!
  const read = columns.map((name) =>
    name === 'email' || name === 'first_name' || name === 'phone' ? `upper(${name})` : name,
  )
  plain.exec(`insert into customers select ${read.join(', ')} from source.customers`)
  const touched = cpuSeconds() - before
  plain.exec('delete from customers; insert into customers select * from source.customers')
  plain.close()

  const { tables, ...policy } = maskedColumns(Number(masks))
  let cloned = 0
  const { operation } = await cloneDatabase(
    { url: `sqlite:${at('source')}` },
    { url: `sqlite:${at('clone')}` },
    {
      policy: { ...policy, tables: { customers: tables['public.customers']! } },
      key: await readMaskingKey('q3Zk9Yt0bXU2c1RrL0xwV2ZhN0pIb0VtQnlDZ0RpUXM='),
      confirm: async (plan, name) => ({ name, planHash: plan.hash }),
      folder: join(folder, 'state'),
      onEvent: (event) => {
        if (event.type !== 'phase') return
        if (event.phase === 'copying') before = cpuSeconds()
        if (event.phase === 'finishing') cloned = cpuSeconds() - before
      },
    },
  )
  const same = hashOf(at('clone')) === hashOf(at('plain'))
  report(operation.statistics.rows, { attached, touched, cloned, same, masked: operation.statistics.rowsMasked })
} finally {
  await rm(folder, { recursive: true, force: true })
}
