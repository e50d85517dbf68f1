import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { StoreConfig } from '../src/store/open-store.ts'
import { queueSchema } from '../src/store/postgres/queue-login.ts'

const earlier = "interval '1 hour'"

/**
 * All who have work have said nothing for a long time, as a queue in Postgres sees it: it goes by the clock of the database
 * and waits for ten seconds at the least. In an embedded store whoever has died is not waited for.
 */
export async function growSilent(config: StoreConfig): Promise<void> {
  await asOwner(config, (owner) =>
    owner.query(`update ${queueSchema}.job set heartbeat_on = heartbeat_on - ${earlier} where state = 'active'`),
  )
}

/** And a process has looked for the silent, as each does every few seconds: what they had is ready for the next. */
export async function passSilence(config: StoreConfig): Promise<void> {
  await growSilent(config)
  await asOwner(config, async (owner, url) => {
    await owner.query(`update ${queueSchema}.queue set monitor_claim_on = monitor_claim_on - ${earlier}`)
    await lookForTheSilent(url)
    await owner.query(`update ${queueSchema}.job set start_after = now() where state = 'retry'`)
  })
}

async function asOwner(config: StoreConfig, work: (owner: pg.Client, url: string) => Promise<unknown>): Promise<void> {
  if (config.engine === 'sqlite') return
  const owner = new pg.Client({ connectionString: config.url })
  await owner.connect()
  try {
    await work(owner, config.url)
  } finally {
    await owner.end()
  }
}

async function lookForTheSilent(connectionString: string): Promise<void> {
  const alone = { migrate: false, createSchema: false, supervise: false, schedule: false } as const
  const boss = new PgBoss({ connectionString, schema: queueSchema, max: 1, ...alone })
  boss.on('error', () => {})
  await boss.start()
  await boss.supervise()
  await boss.stop()
}
