import { connectPostgres } from '../../database/postgres/connect.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import { unsupported } from '../unsupported.ts'
import type { Preparation, World } from '../world.ts'
import { ConnectedWorld } from './connected-world.ts'
import { endSoon } from './end-soon.ts'
import { userPool } from './user-pool.ts'
import { withSetting } from './with-setting.ts'

export interface SchemaRequest {
  readonly sourceUrl: string
  /** Of the schema. */
  readonly name: string
  readonly prepare: Preparation | undefined
  readonly ledger: RunLedger
  readonly testId: string | undefined
}

/** For a transaction in the schema that a test left open on a connection of its own. */
const patience = '10s'

/** A schema of its own in the source, the only one of the search path, filled by the preparation. */
export async function openSchemaWorld(request: SchemaRequest): Promise<World> {
  const { sourceUrl, name, prepare, ledger, testId } = request
  if (!prepare) {
    throw unsupported(
      'schema',
      'postgres',
      'an empty schema has to be filled, and nothing says how',
      'Give `prepare`, which creates the tables: every world of this isolation runs it. Or choose "savepoint".',
    )
  }
  const url = withSetting(sourceUrl, 'search_path', name)
  const database = await connectPostgres(url)
  const entry = ledger.intend({ kind: 'postgres-schema', database: sourceUrl, name }, { testId })
  const drop = async () => {
    // A connection of its own: those of the test may be busy with what it did not wait for.
    await using other = await connectPostgres(sourceUrl, { maxConnections: 1 })
    await other.execute(`set lock_timeout to '${patience}'; drop schema if exists ${quoteIdentifier(name)} cascade`)
    entry.done()
  }
  try {
    await database.query(`create schema ${quoteIdentifier(name)}`)
    await prepare.run(database)
    return new ConnectedWorld({
      isolation: 'schema',
      url,
      database,
      user: await userPool(url),
      upgrade: undefined,
      leaks: async () => [],
      release: async () => {
        await endSoon(database)
        await drop()
      },
      keep: async () => {
        await endSoon(database)
        entry.done()
      },
    })
  } catch (thrown) {
    await endSoon(database)
    await drop()
    throw thrown
  }
}
