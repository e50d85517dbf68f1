import pg from 'pg'
import { analyzeSchema } from '../../packages/sdk/src/catalog/analyze.ts'
import type { SchemaDefinition } from '../../packages/sdk/src/catalog/definition.ts'
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

/** Reads a database by everything that we have, and leaves no connection to it. */
export async function readSide(server: Pick<PairServer, 'pgDump'>, url: string): Promise<Side> {
  const database = await connect(url, { maxConnections: 1 })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return {
      url,
      definition: await analyzeSchema(database),
      fingerprint: await schemaFingerprint(client),
      dump: server.pgDump === undefined ? undefined : await schemaDump(server.pgDump, url),
    }
  } finally {
    await client.end()
    await database.close()
  }
}
