import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite'
import { UnderstudyError } from '../../errors.ts'
import type { HeldTransaction } from './held-transaction.ts'

type Run = HeldTransaction['run']

/** A PGlite as code under test knows it, all of whose statements go through the transaction that is held. */
export function heldPglite(engine: PGlite, held: HeldTransaction): PGlite {
  const instead = new Map<PropertyKey, unknown>(
    Object.entries({
      query: (text: string, values?: unknown[], options?: QueryOptions) =>
        held.run(text, (sent) => engine.query(sent, sent === text ? values : [], options)),
      exec: (text: string, options?: QueryOptions) => held.run(text, (sent) => engine.exec(sent, options)),
      sql: (...parts: Parameters<PGlite['sql']>) => engine.sql.apply(facade, parts),
      transaction: (work: (transaction: Transaction) => Promise<unknown>) =>
        held.isReal ? engine.transaction(work) : transact(engine, held, work),
      isInTransaction: () => held.isInTransaction,
      listen: async (...parts: Parameters<PGlite['listen']>) => {
        await held.becomeReal('it listens, which only a real COMMIT delivers to')
        return engine.listen(...parts)
      },
      // The world closes it, when its test is over.
      close: async () => {},
    }),
  )
  for (const raw of [
    'execProtocol',
    'execProtocolRaw',
    'execProtocolRawSync',
    'execProtocolStream',
    'execProtocolRawStream',
  ])
    instead.set(raw, () => refuseRaw(raw))
  const facade: PGlite = new Proxy(engine, {
    get(target, name) {
      if (instead.has(name)) return instead.get(name)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return facade
}

function refuseRaw(name: string): never {
  throw new UnderstudyError('ISOLATION_FALSIFIED', {
    operation: 'use PGlite',
    message: `${name} speaks to the server past the transaction that is held`,
  })
}

function transact<T>(
  engine: PGlite,
  held: HeldTransaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return held.alone(async (run) => {
    await run('begin', (text) => engine.exec(text))
    let ended = false
    const end = async (text: 'commit' | 'rollback') => {
      ended = true
      await run(text, (sent) => engine.exec(sent))
    }
    try {
      const result = await work(
        transactionOf(
          engine,
          run,
          () => ended,
          () => end('rollback'),
        ),
      )
      if (!ended) await end('commit')
      return result
    } catch (thrown) {
      if (!ended) await end('rollback')
      throw thrown
    }
  })
}

function transactionOf(engine: PGlite, run: Run, ended: () => boolean, rollback: () => Promise<void>): Transaction {
  const open = () => {
    if (!ended()) return
    throw new UnderstudyError('CONNECTION_CLOSED', {
      operation: 'use a transaction',
      message: 'The transaction is over',
    })
  }
  const transaction: Transaction = {
    async query(text: string, values?: unknown[], options?: QueryOptions) {
      open()
      return run(text, (sent) => engine.query(sent, values, options))
    },
    async exec(text: string, options?: QueryOptions) {
      open()
      return run(text, (sent) => engine.exec(sent, options))
    },
    sql<T>(strings: TemplateStringsArray, ...values: unknown[]) {
      const sql = engine.sql<T>
      return sql.apply(asPglite(transaction), [strings, ...values])
    },
    async rollback() {
      open()
      await rollback()
    },
    async listen() {
      throw new UnderstudyError('ISOLATION_FALSIFIED', {
        operation: 'listen',
        message: 'A transaction that is held delivers no notifications',
      })
    },
    get closed() {
      return ended()
    },
  }
  return transaction
}

/** The tagged template of PGlite asks of its object nothing but `query`. */
function asPglite(transaction: Transaction): PGlite {
  return transaction as unknown as PGlite
}
