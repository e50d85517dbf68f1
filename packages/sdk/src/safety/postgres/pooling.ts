import type { Lookup } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { SourceConnection } from './source-connection.ts'

const rounds = 3

/**
 * Refuses a pooler that gives a connection to whoever begins a transaction: one server process then serves several
 * clients, of which it is told here. A pooler that keeps a client its process is as good as the server itself.
 */
export async function refuseSharedConnections(
  url: string,
  one: SourceConnection,
  lookup: Lookup | undefined,
): Promise<void> {
  const own = await one.serverProcess()
  // The process that a server names when it greets a client is the one that answers.
  if (own === one.toldProcess) return
  for (let round = 0; round < rounds; round++) {
    const before = await one.serverProcess()
    const other = await SourceConnection.open(url, lookup)
    try {
      await other.link.run('begin transaction read only', [])
      // Where the other one was given the process of this one, this one is given another.
      if ((await one.serverProcess()) !== before) throw shared()
      await other.rollback()
    } finally {
      await other.close()
    }
  }
}

function shared(): UnderstudyError {
  return new UnderstudyError('SOURCE_UNSUITED', {
    operation: 'open the source',
    message:
      'The URL leads to a connection pooler in transaction mode: no state of the data would last from one transaction to the next',
  })
}
