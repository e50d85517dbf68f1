/**
 * Clones a database of 520 tables that point at each other, each with a key, a unique column and an index, and then five
 * times at once into five targets. Every clone must hold every table with its rows, masked, and pass its verification. A
 * number after its name is how many tables.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyDatabase } from '../../../bench/clone-database.ts'
import { readMaskingKey } from '../../../packages/sdk/src/anonymize/key/read-masking-key.ts'
import type { MaskingPolicy } from '../../../packages/sdk/src/anonymize/policy.ts'
import { transformNamed } from '../../../packages/sdk/src/anonymize/transforms/registry.ts'
import { cloneDatabase } from '../../../packages/sdk/src/clone/clone-database.ts'
import { connect } from '../../../packages/sdk/src/database/connect.ts'
import { startPostgres } from '../../../test/postgres.ts'

const tables = Number(process.argv[2] ?? 520)
const rows = 50
const columns = { id: 'keep', email: { transform: 'email' }, note: 'keep', up: 'keep' } as const
const policy: MaskingPolicy = {
  kind: 'masking-policy',
  version: 1,
  undecided: {},
  transforms: { email: transformNamed('email').version },
  tables: Object.fromEntries(Array.from({ length: tables }, (_, n) => [`public.t${n}`, { columns }])),
  references: [],
  privacy: [],
  locale: 'en',
}

const postgres = await startPostgres()
const folder = await mkdtemp(join(tmpdir(), 'understudy-many-tables-'))
try {
  const source = await emptyDatabase(postgres.url, 'understudy_many')
  await fill(source)
  await timed('one', source, [await emptyDatabase(postgres.url, 'understudy_many_target')])
  const five: string[] = []
  for (let n = 1; n <= 5; n++) five.push(await emptyDatabase(postgres.url, `understudy_many_${n}`))
  await timed('five at once', source, five)
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

async function timed(what: string, source: string, targets: readonly string[]): Promise<void> {
  const start = performance.now()
  await Promise.all(targets.map((target) => clone(source, target)))
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`${what}: ${tables} tables in ${seconds} s, peak ${peak} MiB`)
}

async function fill(source: string): Promise<void> {
  await using database = await connect(source)
  for (let n = 0; n < tables; n++) {
    const up = n === 0 ? 'null' : 'i'
    await database.execute(`
      create table t${n} (id int primary key, email text unique, note text, up int references t${n >> 1});
      create index t${n}_note on t${n} (note);
      insert into t${n} select i, 'person' || i || '_${n}@real.example', 'note ' || i, ${up} from generate_series(1, ${rows}) i`)
  }
}

async function clone(source: string, target: string): Promise<void> {
  const { operation, verification } = await cloneDatabase(
    { url: source },
    { url: target },
    {
      policy,
      key: await readMaskingKey('q3Zk9Yt0bXU2c1RrL0xwV2ZhN0pIb0VtQnlDZ0RpUXM='),
      waive: ['source-can-write'],
      confirm: async (plan, name) => ({ name, planHash: plan.hash }),
      folder,
    },
  )
  if (operation.status !== 'completed' || !verification?.passed) throw new Error(`${operation.id} was not verified`)
  await using database = await connect(target)
  const count = (condition: string) =>
    Array.from({ length: tables }, (_, n) => `(select count(*) from t${n} where ${condition})`).join(' + ')
  const [found] = await database.query<{ rows: number; keys: number; kept: number }>(
    `select (${count('true')})::int as rows, (${count("email like '%real.example'")})::int as kept,
       (select count(*) from pg_constraint where contype in ('p', 'u', 'f') and convalidated and connamespace = 'public'::regnamespace)::int as keys`,
  )
  if (found?.rows !== tables * rows || found.keys !== tables * 3 || found.kept !== 0)
    throw new Error(`${operation.id} is not what it should be: ${JSON.stringify(found)}`)
}
