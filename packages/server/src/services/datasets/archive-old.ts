import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Retention } from './dataset.ts'
import { eraseVersion } from './erase-version.ts'
import { oldVersions } from './old-versions.ts'
import { setArchived } from './set-archived.ts'
import { wantedDatasets } from './wanted-datasets.ts'

/** What is old, by the words of a dataset's own retention, and what becomes of it. */
export interface ArchivePolicy extends Retention {
  readonly team: string
  /** By id or name; all of the team where they are left out. */
  readonly datasets?: readonly string[] | undefined
  /** For ever, in the place of archived: kept, not read, and got back when it is wanted. */
  readonly erase?: boolean | undefined
}

export interface Archived {
  readonly team: string
  readonly versions: readonly {
    readonly dataset: string
    readonly name: string
    readonly version: number
    readonly became: 'archived' | 'erased'
  }[]
}

/**
 * Versions that are neither among the newest of their dataset, nor young, nor published, nor leased are archived, or
 * erased. Every dataset by itself, in a transaction of its own: what was done stays done where a later one fails.
 */
export async function archiveOld(
  services: Services,
  call: Call,
  { team: named, datasets, erase = false, ...retention }: ArchivePolicy,
): Promise<Archived> {
  const { id: team } = await teamFor(services, call, erase ? 'datasets.erase' : 'datasets.write', named)
  const now = services.now()
  const found = await wantedDatasets(services, team, datasets)
  const versions: Archived['versions'][number][] = []
  for (const { id: dataset, name } of found) {
    call.signal.throwIfAborted()
    const gone = await change(services, call, team, async (tx, note) => {
      const old = await oldVersions(tx, { team, dataset, now }, retention)
      const done = erase ? old : old.filter(({ status }) => status === 'ready')
      for (const { version } of done) {
        const place = { team, dataset, version }
        if (erase) await eraseVersion(tx, note, place, 'archive')
        else await setArchived(tx, note, place, true)
      }
      return done
    })
    const became = erase ? 'erased' : 'archived'
    versions.push(...gone.map(({ version }) => ({ dataset, name, version, became }) as const))
  }
  return { team, versions }
}
