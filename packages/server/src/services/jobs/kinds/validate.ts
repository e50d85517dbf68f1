import { allRules, evaluateRules, qualityReportOf } from '@understudy/sdk/quality'
import { z } from 'zod'
import type { Services } from '../../call.ts'
import { datasetKey } from '../../datasets/chunks/dataset-key.ts'
import { findVersion } from '../../datasets/read/version.ts'
import { beginRun } from '../../quality/begin-run.ts'
import { completeRun } from '../../quality/complete-run.ts'
import { cutRules } from '../../quality/cut-rules.ts'
import { giveUpRun } from '../../quality/give-up-run.ts'
import { findRules, noRules, openRules } from '../../quality/rules-version.ts'
import { joinParts, openPart, sealPart } from '../../quality/run-part.ts'
import { versionSource } from '../../quality/version-source.ts'
import { registerKind } from '../job-kind.ts'
import { withTurns } from './with-turns.ts'

const request = z.object({
  /** An id; whoever starts the job has looked whether the caller may. */
  dataset: z.string(),
  /** What is published where it is left out. */
  version: z.number().int().optional(),
  /** For the gate: refused while another check of it is under way. */
  gate: z.boolean().default(false),
})
const input = z.object({
  dataset: z.string(),
  version: z.number().int(),
  rulesVersion: z.number().int(),
  run: z.string(),
  at: z.string(),
  samples: z.number().int(),
  /** Places of rules, by partition. */
  cut: z.array(z.array(z.number().int())),
})
const part = z.object({ sealed: z.string() })

type ValidateServices = Pick<Services, 'store' | 'sealer' | 'blobs' | 'trail' | 'bell' | 'now' | 'newId'>

interface ValidateKindOptions {
  readonly rowsOfPartition?: number
}

/**
 * A version held against the rules of its dataset: what they find is a report, which metrics, incidents and the gate
 * follow from. Parts and report are sealed by the dataset's key.
 */
export function validateKind(services: ValidateServices, { rowsOfPartition }: ValidateKindOptions = {}) {
  const { store } = services
  const rulesOf = async (team: string, dataset: string, version?: number) => {
    const row = await store.readTeam(team, (db) => findRules(db, { team, dataset, version }))
    if (!row) throw noRules(version)
    return { row, rules: openRules(await datasetKey(services, team, dataset), row) }
  }
  return registerKind({
    kind: 'validate',
    request,
    input,
    part,
    async accept(_call, team, job, { dataset, version: named, gate }) {
      const found = await store.readTeam(team, (db) => findVersion(db, team, dataset, named, { hidden: true }))
      const { row, rules } = await rulesOf(team, dataset)
      const { version } = found
      const rowsOf = new Map(found.entities.map(({ entity, rows }) => [entity, rows]))
      const cut = cutRules(allRules(rules), rowsOf, rowsOfPartition)
      const begun = await beginRun(services, { team, dataset, version, row, job, gate })
      const asked = { ...begun, dataset, version, rulesVersion: Number(row.version), cut }
      return { input: asked, partitions: cut.length }
    },
    async run({ team, job, input, partition, signal, progress }) {
      const { dataset, version, rulesVersion, at, samples, cut } = input
      const { rules } = await rulesOf(team, dataset, rulesVersion)
      const list = allRules(rules)
      const places = cut[partition] ?? []
      const place = { team, dataset, version }
      const { source } = await versionSource(services, place, {
        signal,
        onRows: (rows, of) => progress({ done: rows, of: Math.max(1, of), rows }),
      })
      const patient = { ...source, batches: (options = {}) => withTurns(source.batches({ ...options, signal })) }
      const mine = places.map((at) => list[at]!)
      const { results, entities } = await evaluateRules(patient, mine, { now: new Date(at), samples, signal })
      const found = { places: [...places], results, entities }
      return { sealed: sealPart(await datasetKey(services, team, dataset), { job, partition }, found) }
    },
    async finish({ team, job, input, call, complete }, parts) {
      const { dataset, version, rulesVersion, run, at } = input
      const key = await datasetKey(services, team, dataset)
      const { row, rules } = await rulesOf(team, dataset, rulesVersion)
      const opened = parts.map(({ sealed }, partition) => openPart(key, { job, partition }, sealed))
      const { results, entities } = joinParts(opened)
      const name = await nameOf(team, dataset)
      const report = qualityReportOf({
        dataset: `${name} v${version}`,
        at: new Date(at),
        milliseconds: services.now().getTime() - Date.parse(at),
        by: 'rows',
        entities,
        results,
        rules,
      })
      const place = { team, dataset, version }
      await completeRun(services, call, { place, run, rules: row, report, key }, complete)
    },
    discard: (team, job, { dataset, version, run }) => giveUpRun(services, { team, dataset, version, run, job }),
  })

  async function nameOf(team: string, dataset: string): Promise<string> {
    const { name } = await store.readTeam(team, (db) =>
      db
        .selectFrom('datasets')
        .select('name')
        .where('team_id', '=', team)
        .where('id', '=', dataset)
        .executeTakeFirstOrThrow(),
    )
    return name
  }
}
