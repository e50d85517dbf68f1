import pg from 'pg'
import { analyzeSchema } from '../../packages/sdk/src/catalog/analyze.ts'
import type { SchemaDefinition } from '../../packages/sdk/src/catalog/definition.ts'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { connect } from '../../packages/sdk/src/database/connect.ts'
import { schemaDump } from './dump.ts'
import { schemaFingerprint } from './fingerprint.ts'
import type { PairServer } from './pair-server.ts'

/** A schema that stands in a database which nobody changes. */
export interface Side {
  readonly url: string
  readonly definition: SchemaDefinition
  readonly fingerprint: readonly string[]
  /** Where there is a pg_dump for the server. */
  readonly dump: readonly string[] | undefined
}

/** Connections to a database that is looked at. */
export interface Place {
  readonly url: string
  readonly database: Database
  readonly client: pg.ClientBase
}

export async function withPlace<T>(url: string, work: (place: Place) => Promise<T>): Promise<T> {
  const database = await connect(url, { maxConnections: 2 })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work({ url, database, client })
  } finally {
    await client.end()
    await database.close()
  }
}

/** Reads a database by everything that we have. */
export async function readPlace({ url, database, client }: Place, pgDump: string | undefined): Promise<Side> {
  const [definition, fingerprint, dump] = await Promise.all([
    analyzeSchema(database),
    schemaFingerprint(client),
    pgDump === undefined ? undefined : schemaDump(pgDump, url),
  ])
  return { url, definition, fingerprint, dump }
}

/** Reads a database and leaves no connection to it. */
export async function readSide({ pgDump }: Pick<PairServer, 'pgDump'>, url: string): Promise<Side> {
  return await withPlace(url, (place) => readPlace(place, pgDump))
}
