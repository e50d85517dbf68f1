import { connectPostgres } from '../../database/postgres/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import type { Clone } from '../clone.ts'
import { endSoon } from './end-soon.ts'
import type { Maintenance } from './maintenance.ts'
import { makeDatabase, waitForNoDisk } from './make-database.ts'
import type { Template } from './template.ts'

export interface CloneSource {
  readonly maintenance: Maintenance
  readonly template: Template
  readonly sourceUrl: string
  readonly ledger: RunLedger
  readonly nextName: () => string
}

/** Copies the template and connects to the copy; what fails on the way is taken back. */
export async function makeClone(source: CloneSource, testId?: string): Promise<Clone> {
  const { maintenance, template, sourceUrl, ledger } = source
  const name = source.nextName()
  const entry = ledger.intend({ kind: 'postgres-database', server: maintenance.url, name }, { testId })
  const drop = async () => {
    await dropDatabase(maintenance.database, name)
    entry.done()
  }
  const url = inDatabase(sourceUrl, name)
  try {
    const { name: from, strategy, settings } = template
    await makeDatabase(maintenance.database, { name, template: from, strategy, settings })
    // A first connection takes as long as the server takes to read its catalog.
    const [connected, changed] = await Promise.allSettled([
      connectPostgres(url),
      waitForNoDisk(maintenance.database, name),
    ])
    if (connected.status === 'rejected') throw connected.reason
    const database = connected.value
    if (changed.status === 'rejected') {
      await endSoon(database)
      throw changed.reason
    }
    let ending: Promise<void> | undefined
    return {
      url,
      database,
      release() {
        ending ??= Promise.all([endSoon(database), drop()]).then(() => {})
        return ending
      },
      keep() {
        ending ??= endSoon(database).then(() => entry.done())
        return ending
      },
    }
  } catch (thrown) {
    await drop()
    throw thrown
  }
}
