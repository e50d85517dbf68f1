import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseTestClient, runDatabaseSuite, testReportText } from '@understudy/sdk/testkit'
import { allocations } from './allocations.ts'
import { inventory } from './inventory.ts'
import { paidOnce } from './payments.ts'

const migrations = join(import.meta.dirname, 'migrations')
const folder = await mkdtemp(join(tmpdir(), 'warehouse-'))
const databaseUrl = process.env.UNDERSTUDY_DATABASE_URL ?? `sqlite:${join(folder, 'warehouse.db')}`
const client = await DatabaseTestClient.open({ databaseUrl })
try {
  await run(/\.up\.sql$/)
  await client.bulkInsert('inventory', [
    { sku: 'desk', quantity: 8 },
    { sku: 'lamp', quantity: 3 },
  ])
  await client.bulkInsert('orders', [{ id: 1 }])

  const report = await runDatabaseSuite({
    databaseUrl,
    title: 'Warehouse',
    parts: ['crud', 'constraints', 'isolation', 'deadlocks', 'performance', 'migrations'],
    crud: [allocations, 'inventory', 'orders', 'payments'],
    levels: ['serializable'],
    performance: inventory,
    migrations: { source: migrations },
  })
  console.log(testReportText(report, 'text'))

  const { tried, broken, passed } = await paidOnce(client)
  console.log(`payments: paid once in ${tried - broken.length} of ${tried} orders of two payers' steps`)
  process.exitCode = report.passed && passed ? 0 : 1
} finally {
  await run(/\.down\.sql$/)
  await client.close()
  await rm(folder, { recursive: true })
}

/** The migrations in their order, or, the ways down, in the other. */
async function run(which: RegExp): Promise<void> {
  const files = (await readdir(migrations)).filter((name) => which.test(name)).sort()
  if (which.test('.down.sql')) files.reverse()
  for (const name of files) await client.execute(await readFile(join(migrations, name), 'utf8'))
}
