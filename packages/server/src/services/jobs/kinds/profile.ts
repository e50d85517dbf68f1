import { profileRows } from '@understudy/sdk/quality'
import { z } from 'zod'
import type { Services } from '../../call.ts'
import { change } from '../../change.ts'
import { datasetKey } from '../../datasets/chunks/dataset-key.ts'
import { findVersion } from '../../datasets/read/version.ts'
import { partPlace, profilePlace } from '../../quality/profile-places.ts'
import { versionSource } from '../../quality/version-source.ts'
import { registerKind } from '../job-kind.ts'
import { withTurns } from './with-turns.ts'

const request = z.object({
  /** An id; whoever starts the job has looked whether the caller may. */
  dataset: z.string(),
  /** What is published where it is left out. */
  version: z.number().int().optional(),
})
const input = z.object({ dataset: z.string(), version: z.number().int() })
const part = z.object({ sealed: z.string(), rows: z.number() })

type ProfileServices = Pick<Services, 'store' | 'sealer' | 'blobs' | 'trail' | 'bell' | 'now' | 'newId'>

/** One look at all rows of a version: what it tells is kept beside it, sealed, for people and for rules out of it. */
export function profileKind(services: ProfileServices) {
  const { store } = services
  return registerKind({
    kind: 'profile',
    request,
    input,
    part,
    async accept(_call, team, _job, { dataset, version: named }) {
      const { version } = await store.readTeam(team, (db) => findVersion(db, team, dataset, named))
      // References are looked for between all entities: one look.
      return { input: { dataset, version }, partitions: 1 }
    },
    async run({ team, job, input, signal, progress }) {
      const { dataset, version } = input
      let rows = 0
      const { source } = await versionSource(
        services,
        { team, dataset, version },
        {
          signal,
          onRows: (read, of) => {
            rows = read
            progress({ done: read, of: Math.max(1, of), rows: read })
          },
        },
      )
      const patient = { ...source, batches: (options = {}) => withTurns(source.batches({ ...options, signal })) }
      const profile = await profileRows(patient, { signal })
      const key = await datasetKey(services, team, dataset)
      const sealed = key.seal(partPlace(job), Buffer.from(JSON.stringify(profile)))
      return { sealed: Buffer.from(sealed).toString('base64'), rows }
    },
    async finish({ team, job, input, call, complete }, parts) {
      const { dataset, version } = input
      const [only] = parts
      if (!only) return
      const key = await datasetKey(services, team, dataset)
      const plain = key.open(partPlace(job), Buffer.from(only.sealed, 'base64'))
      const profile_sealed = key.seal(profilePlace(version), plain)
      await change(services, call, team, async (tx, note) => {
        await complete(tx, note, { dataset, version, rows: only.rows })
        // Erased meanwhile, it has none.
        await findVersion(tx, team, dataset, version)
        const row = { profile_sealed, at: services.now().toISOString() }
        await tx
          .insertInto('quality_profiles')
          .values({ team_id: team, dataset_id: dataset, version, ...row })
          .onConflict((conflict) => conflict.columns(['team_id', 'dataset_id', 'version']).doUpdateSet(row))
          .execute()
        note.audit({ action: 'rows.profile', subject: `dataset:${dataset}`, details: { version, rows: only.rows } })
      })
    },
    // What a partition leaves goes with its job's row.
    discard: async () => {},
  })
}
