import { createHash } from 'node:crypto'
import type { Session } from '../../database/adapter.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import {
  alone,
  dropUnusedTemplate,
  holdTemplate,
  letGoOfTemplate,
  templatePrefix,
} from '../../database/postgres/shared-template.ts'
import { UnderstudyError } from '../../errors.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import type { Preparation } from '../world.ts'
import { busySource, isBusy } from './busy.ts'
import type { Maintenance, Refused } from './maintenance.ts'
import { makeDatabase, type Strategy, strategyFor } from './make-database.ts'
import { readSourceState, type SourceState } from './source-state.ts'

/** What worlds are copied from: the source as it was, prepared, closed to connections. */
export interface Template {
  readonly name: string
  readonly strategy: Strategy
  readonly settings: SourceState['settings']
  readonly written: SourceState['written']
  /** Drops it unless another process has it. */
  letGo(): Promise<void>
}

export interface TemplateRequest {
  readonly maintenance: Maintenance
  readonly sourceUrl: string
  readonly prepare: Preparation | undefined
  readonly ledger: RunLedger
}

/** How templates are made; a template of another way is another template. */
const way = 1

/**
 * Finds the template of a source, or makes it: once, however many processes ask at the same time. Only one at a time is
 * connected to the source, and to nothing when it copies it.
 */
export async function openTemplate(request: TemplateRequest): Promise<Template | Refused> {
  const { maintenance } = request
  return await maintenance.lasting((session) =>
    alone(session, 'source', maintenance.source, () => findOrMake(request, session)),
  )
}

async function findOrMake(request: TemplateRequest, session: Session): Promise<Template | Refused> {
  const { maintenance, sourceUrl, prepare, ledger } = request
  const { hash, settings, written } = await readSourceState(sourceUrl)
  const name = templatePrefix + digest([way, hash, prepare?.key ?? null])
  const entry = ledger.intend({ kind: 'postgres-database', server: maintenance.url, name })
  const letGo = async () => {
    await maintenance.lasting((standing) => letGoOfTemplate(standing, name))
    await dropUnusedTemplate(maintenance.database, name)
    entry.done()
  }
  await holdTemplate(session, name)
  try {
    if (!(await isWhole(session, name))) {
      const refused = await copySource(maintenance, session, name, settings)
      if (refused) {
        await letGo()
        return refused
      }
      await finish(request, session, name)
    }
    return { name, strategy: await strategyFor(maintenance, name), settings, written, letGo }
  } catch (thrown) {
    await letGo()
    throw thrown
  }
}

/** One that is still open to connections was left by who could not finish it. */
async function isWhole(session: Session, name: string): Promise<boolean> {
  const [found] = await session.query<{ whole: boolean }>(
    'select datistemplate and not datallowconn as whole from pg_catalog.pg_database where datname = $1',
    [name],
  )
  if (found && !found.whole) {
    await session.query(`alter database ${quoteIdentifier(name)} is_template false`)
    await dropDatabase(session, name)
  }
  return found?.whole ?? false
}

async function copySource(
  maintenance: Maintenance,
  session: Session,
  name: string,
  settings: SourceState['settings'],
): Promise<Refused | undefined> {
  const { source } = maintenance
  try {
    const strategy = await strategyFor(maintenance, source)
    await makeDatabase(maintenance.database, { name, template: source, strategy, settings })
    return undefined
  } catch (thrown) {
    if (isBusy(thrown)) throw await busySource(session, source, thrown)
    // Only its owner copies a database that is no template.
    if (thrown instanceof UnderstudyError && thrown.code === 'PERMISSION_DENIED')
      return { refused: `the role may not copy the database ${source}, which is another's` }
    throw thrown
  }
}

async function finish({ sourceUrl, prepare }: TemplateRequest, session: Session, name: string): Promise<void> {
  if (prepare) {
    await using database = await connectPostgres(inDatabase(sourceUrl, name))
    await prepare.run(database)
  }
  await session.query(`alter database ${quoteIdentifier(name)} is_template true allow_connections false`)
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
