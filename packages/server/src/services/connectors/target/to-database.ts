import { connect, refuseProduction, type Session } from '@understudy/sdk'
import * as postgres from '@understudy/sdk/postgres'
import * as sqlite from '@understudy/sdk/sqlite'
import { RequestError } from '../../../errors/request-error.ts'
import { batchesOfLines } from '../../datasets/read/batches-of-chunk.ts'
import { readChunks } from '../../datasets/read/read-chunks.ts'
import type { VersionEntity } from '../../datasets/read/version.ts'
import type { DatabasePlace } from '../databases/postgres-url.ts'
import { failed, patiently } from '../failures.ts'
import type { TransferredObject } from '../transfers/transfer.ts'
import type { ExportRun } from './export-run.ts'

/** Says in the target which transfers are in it. */
const marks = 'understudy_exports'

/**
 * A table for each entity, in one transaction with a row that says that this transfer is there: whatever a connection or
 * a process does not live to tell, the rows are in it once or not at all.
 */
export async function toDatabase(
  run: ExportRun,
  { url, lookup }: DatabasePlace,
  schema: string | undefined,
): Promise<TransferredObject[]> {
  const { entities, reach, signal } = run
  if (entities.some(({ entity }) => entity === marks)) throw failed(`${marks} is a table that the server itself writes`)
  await patiently(reach.patience, signal, async () => {
    await refuseProduction(url, [], process.env, { lookup })
    await using database = await connect(url, { lookup, maxConnections: 1 })
    await database.transaction((session) => write(run, session, schema), { signal })
  })
  return entities.map(({ entity, rows }) => ({ name: entity, entity, rows, bytes: 0 }))
}

async function write(run: ExportRun, session: Session, schema: string | undefined): Promise<void> {
  const { transfer, version, entities, existing, signal } = run
  const { quoteTable } = session.dialect === 'postgres' ? postgres : sqlite
  const inSchema = session.dialect === 'postgres' ? { schema } : {}
  const tableOf = (name: string) => ({ ...inSchema, name })
  await session.execute(
    `create table if not exists ${quoteTable(tableOf(marks))} (transfer text primary key, dataset text not null, version integer not null)`,
  )
  // Before everything else: another run of the same transfer waits here until this one has ended.
  const marked = await session.query(
    `insert into ${quoteTable(tableOf(marks))} values ($1, $2, $3) on conflict do nothing returning transfer`,
    [transfer, version.dataset.name, version.version],
  )
  if (marked.length === 0) return
  const there = new Set<string>()
  for (const { entity } of entities) if (await isThere(session, tableOf(entity))) there.add(entity)
  if (existing === 'refuse' && there.size > 0) {
    throw new RequestError('TARGET_OCCUPIED', {
      message: `the database has a table ${JSON.stringify([...there][0])} already`,
      hint: 'Say what becomes of the rows that are there: existing is append or replace.',
    })
  }
  await session.execute(session.capabilities.deferConstraints)
  // Children first: they stand after their parents.
  if (existing === 'replace') {
    for (const { entity } of entities.toReversed()) {
      if (there.has(entity)) await session.query(`delete from ${quoteTable(tableOf(entity))}`)
    }
  }
  for (const entity of entities) {
    if (entity.columns.length === 0) continue
    if (!there.has(entity.entity)) await session.execute(createTable(session, tableOf(entity.entity), entity))
    const names = entity.columns.map(({ name }) => name)
    await session.load(tableOf(entity.entity), names, batchesOf(run, entity), { signal })
  }
}

async function* batchesOf({ services, team, version, sight, signal, onRows }: ExportRun, entity: VersionEntity) {
  const place = { team, dataset: version.dataset.id, version: version.version, entity: entity.entity, sight }
  for await (const chunk of readChunks(services, place, signal)) {
    yield* batchesOfLines(entity.entity, entity.columns, chunk.bytes, chunk.firstRow)
    onRows(chunk.rows, 0)
  }
}

async function isThere(
  session: Session,
  table: { readonly schema?: string | undefined; readonly name: string },
): Promise<boolean> {
  if (session.dialect === 'sqlite') {
    const found = await session.query('select 1 from sqlite_schema where lower(name) = lower($1)', [table.name])
    return found.length > 0
  }
  const [found] = await session.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    postgres.quoteTable(table),
  ])
  return found?.found === true
}

/** Of SQLite types are affinities: what is no number is text there. */
const sqliteTypes: Readonly<Record<string, string>> = {
  bigint: 'integer',
  'double precision': 'real',
  numeric: 'numeric',
  boolean: 'boolean',
}

function createTable(
  { dialect }: Session,
  table: { readonly schema?: string | undefined; readonly name: string },
  { columns, primaryKey }: VersionEntity,
): string {
  const { quoteIdentifier, quoteTable } = dialect === 'postgres' ? postgres : sqlite
  const typeOf = (type: string | null) =>
    dialect === 'postgres' ? (type ?? 'text') : (sqliteTypes[type ?? 'text'] ?? 'text')
  const parts = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${typeOf(type)}`)
  if (primaryKey.length > 0) parts.push(`primary key (${primaryKey.map(quoteIdentifier).join(', ')})`)
  return `create table ${quoteTable(table)} (${parts.join(', ')})`
}
