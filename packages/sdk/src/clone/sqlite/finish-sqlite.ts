import type Driver from 'better-sqlite3'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CopyContext } from '../copy-context.ts'
import { runSqliteSteps } from './run-steps.ts'
import { readSourceFacts } from './source-facts.ts'
import { StagingFile } from './staging-file.ts'

/** Indexes, views, triggers and counters; then the file is looked through as a whole. */
export async function finishSqlite(context: CopyContext): Promise<void> {
  const { source, plan, signal, emit } = context
  using staging = await StagingFile.open(context.staging)
  await runSqliteSteps(staging, plan.after, context)
  const { counters, broken } = await source.session(
    async (session) => ({ counters: (await readSourceFacts(session)).counters, broken: await brokenKeys(session) }),
    { signal },
  )
  setCounters(staging, counters)
  checkIntegrity(staging.sqlite)
  for (const [key, count] of checkKeys(staging.sqlite, broken)) {
    const message = `${count} rows of ${key} refer to rows that are not there; so they do in the source.`
    emit({ type: 'log', log: { at: new Date(), level: 'warning', message } })
  }
  staging.settle()
}

function setCounters(staging: StagingFile, counters: ReadonlyMap<string, bigint>): void {
  staging.transact('set counters', () => {
    const { sqlite } = staging
    if (!sqlite.prepare(`select 1 from sqlite_schema where name = 'sqlite_sequence'`).get()) return
    sqlite.exec('delete from sqlite_sequence')
    const insert = sqlite.prepare(
      `insert into sqlite_sequence (name, seq) select name, ? from sqlite_schema where type = 'table' and name = ?`,
    )
    for (const [name, last] of counters) insert.run(last, name)
  })
}

export function checkIntegrity(sqlite: Driver.Database): void {
  const found = sqlite.pragma('integrity_check(10)', { simple: true })
  if (found === 'ok') return
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'check copy',
    message: 'The copy does not pass the integrity check of SQLite.',
    details: { found: String(found).replaceAll(/'[^']*'/g, '…') },
  })
}

type Violation = { readonly child: string; readonly parent: string; readonly fkid: number; readonly n: number | bigint }

/** A key whose parent has no unique index makes the whole check fail; a single table then tells whose it is. */
const keyQuery = (table: string) => `select "table" as child, parent, fkid, count(*) as n
  from pragma_foreign_key_check(${table}) group by 1, 2, 3`
const named = `select name from main.sqlite_schema where type = 'table'
  and exists (select 1 from pragma_foreign_key_list(sqlite_schema.name))`

/** Rows without the row that they refer to, by the key; SQLite lets them be where nobody turned its keys on. */
async function brokenKeys(session: Session): Promise<Map<string, number>> {
  const found: Violation[] = []
  for (const { name } of await session.query<{ name: string }>(named)) {
    found.push(...(await unlessMismatched(() => session.query<Violation>(keyQuery('$1'), [name]))))
  }
  return byKey(found)
}

async function unlessMismatched(check: () => Promise<Violation[]>): Promise<Violation[]> {
  try {
    return await check()
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && /foreign key mismatch/.test(thrown.message)) return []
    throw thrown
  }
}

/** Answers what is broken in the source alike; more than that is an error. */
export function checkKeys(sqlite: Driver.Database, inSource: ReadonlyMap<string, number>): Map<string, number> {
  const found = sqlite
    .prepare<[], { name: string }>(named)
    .all()
    .flatMap(({ name }) => violations(sqlite, name))
  const broken = byKey(found)
  const more = [...broken].filter(([key, count]) => count > (inSource.get(key) ?? 0))
  if (more.length === 0) return broken
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'check foreign keys',
    message: `Rows of the copy refer to rows that are not there: ${more.map(([key, count]) => `${count} of ${key}`).join(', ')}.`,
    hint: 'Give the columns of the key and those that it refers to the same transform and domain, or keep both.',
  })
}

function violations(sqlite: Driver.Database, table: string): Violation[] {
  try {
    return sqlite.prepare<[string], Violation>(keyQuery('?')).all(table)
  } catch (thrown) {
    if (thrown instanceof Error && /foreign key mismatch/.test(thrown.message)) return []
    throw thrown
  }
}

function byKey(found: readonly Violation[]): Map<string, number> {
  return new Map(found.map(({ child, parent, fkid, n }) => [`${child} to ${parent} (${fkid})`, Number(n)]))
}
