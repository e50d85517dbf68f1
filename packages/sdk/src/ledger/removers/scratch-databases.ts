import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { abandonedScratchNames } from '../../database/postgres/scratch-name.ts'
import type { Outcome, SweptResource } from '../sweep-report.ts'
import { withoutSecrets } from '../without-secrets.ts'
import type { Around } from './around.ts'
import { leftBecause } from './left-because.ts'

/** Scratch databases stand in no ledger; the server itself knows which of them nobody holds any more. */
export async function removeScratchDatabases(
  url: string,
  { dryRun, connections, signal }: Around,
): Promise<SweptResource[]> {
  const server = await connections.toServer(url)
  const swept: SweptResource[] = []
  for (const name of await abandonedScratchNames(server)) {
    const remove = async (): Promise<Outcome> => {
      if (dryRun) return { outcome: 'would be removed' }
      await dropDatabase(server, name)
      return { outcome: 'removed' }
    }
    const outcome = await remove().catch((thrown: unknown) => leftBecause(thrown, signal))
    const resource = { kind: 'postgres-database', server: withoutSecrets(url), name } as const
    swept.push({ resource, testId: undefined, ...outcome })
  }
  return swept
}
