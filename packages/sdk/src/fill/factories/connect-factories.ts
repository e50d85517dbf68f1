import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CleanupOptions, CleanupReport } from '../../factory/cleanup.ts'
import { type ConnectionOptions, type FactoryConnection, factoryConnection } from '../../factory/connection.ts'
import { writerFor } from './database-writer.ts'
import type { FactoryTables } from './factory-tables.ts'

/** What of a factory connecting it needs. */
export interface Connectable<Connected> {
  for(connection: FactoryConnection): Connected
}

export interface ConnectFactoriesOptions extends ConnectionOptions {
  /** The tables of the database, where they are known: else its catalog is read when they are first needed. */
  readonly tables?: FactoryTables | undefined
}

export type ConnectedFactories<Factories> = Factories &
  AsyncDisposable & {
    /** Deletes whatever was created by any of them, children first. */
    cleanup(options?: CleanupOptions): Promise<CleanupReport>
    readonly connection: FactoryConnection
  }

/**
 * Factories that write to a database, under the names they are given by:
 * `await using shop = connectFactories(database, { users, orders })`, then `await shop.orders.create()`. At the end of the
 * scope what was created is deleted again. They count together, from 0.
 */
export function connectFactories<Factories extends Readonly<Record<string, Connectable<unknown>>>>(
  database: Session,
  factories: Factories,
  options: ConnectFactoriesOptions = {},
): ConnectedFactories<Factories> {
  const taken = ['cleanup', 'connection'].find((name) => Object.hasOwn(factories, name))
  if (taken !== undefined) {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: 'connect factories',
      at: taken,
      message: `no factory can be called ${taken} here: connected factories have that themselves`,
      hint: `Give it another name: connectFactories(database, { ${taken}s: … }).`,
    })
  }
  const connection = factoryConnection(writerFor(database, options.tables), options)
  const cleanup = (how: CleanupOptions = {}) => connection.ledger.cleanup(connection.writer, how)
  const connected = Object.fromEntries(
    Object.entries(factories).map(([name, factory]) => [name, factory.for(connection)]),
  )
  return Object.assign(sameFactories<Factories>(connected), {
    connection,
    cleanup,
    async [Symbol.asyncDispose]() {
      refuseIncomplete(await cleanup())
    },
  })
}

/** At the end of a scope nobody reads a report. */
function refuseIncomplete({ complete, failures }: CleanupReport): void {
  if (complete) return
  throw new UnderstudyError('CONSTRAINT_VIOLATED', {
    operation: 'clean up created rows',
    at: failures[0]?.entity ?? '',
    message: `rows stayed behind: ${failures.map(({ entity, rows, reason }) => `${rows} of ${entity} (${reason})`).join('; ')}`,
    hint: 'Delete what points at them first, or call cleanup({ cascade: true }) before the scope ends.',
    details: { failures },
  })
}

/** for() answers a factory of the same type, which a record of any factories cannot say. */
function sameFactories<Factories>(connected: object): Factories {
  return connected as Factories
}
