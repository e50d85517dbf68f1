import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { StoreConfig } from '../src/store/open-store.ts'
import { queueSchema } from '../src/store/postgres/queue-login.ts'

/**
 * As after a long silence of all who have work: what the queue has given away is ready for the next. A queue in Postgres
 * goes by the clock of the database and waits for ten seconds at the least: `scale-out.test.ts` does. In an embedded
 * store whoever has died is not waited for.
 */
export async function passSilence(config: StoreConfig): Promise<void> {
  if (config.engine === 'sqlite') return
  const owner = new pg.Client({ connectionString: config.url })
  await owner.connect()
  try {
    const earlier = "interval '1 hour'"
    await owner.query(`update ${queueSchema}.job set heartbeat_on = heartbeat_on - ${earlier} where state = 'active'`)
    await owner.query(`update ${queueSchema}.queue set monitor_claim_on = monitor_claim_on - ${earlier}`)
    await lookForTheSilent(config.url)
    await owner.query(`update ${queueSchema}.job set start_after = now() where state = 'retry'`)
  } finally {
    await owner.end()
  }
}

/** What each process does every few seconds. */
async function lookForTheSilent(connectionString: string): Promise<void> {
  const alone = { migrate: false, createSchema: false, supervise: false, schedule: false } as const
  const boss = new PgBoss({ connectionString, schema: queueSchema, max: 1, ...alone })
  boss.on('error', () => {})
  await boss.start()
  await boss.supervise()
  await boss.stop()
}
