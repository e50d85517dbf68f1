import type { FidelityReport } from '@understudy/sdk/synthesize'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { datasetKey } from '../../datasets/chunks/dataset-key.ts'
import { datasetNamed } from '../../datasets/dataset.ts'
import { auditRead } from '../../datasets/read/audit-read.ts'
import { teamFor } from '../../teams/team-for.ts'
import type { Figures } from './assess-version.ts'
import { openFidelity } from './sealed-assessment.ts'

interface Held {
  readonly dataset: string
  readonly version: number
}

export interface FidelityRead {
  readonly run: string
  readonly dataset: string
  readonly version: number
  readonly reference: Held | null
  readonly holdout: Held | null
  readonly fidelity: 'passed' | 'refused' | null
  readonly privacy: 'passed' | 'refused' | null
  readonly why: string | null
  readonly figures: Figures[]
  /** As `understudy fidelity` writes it. Null where nothing was measured, or data that it is of was erased. */
  readonly report: FidelityReport | null
  readonly at: string
}

/** What the gates for fidelity and privacy found in a check. Who looks at it is in the trail: it holds values. */
export async function readFidelity(
  services: Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { team: named, run }: { readonly team: string; readonly run: string },
): Promise<FidelityRead> {
  const { id: team } = await teamFor(services, call, 'quality.read', named)
  const row = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('fidelity_reports')
      .selectAll()
      .where('team_id', '=', team)
      .where('run_id', '=', run)
      .executeTakeFirst(),
  )
  if (!row) {
    throw new RequestError('NOT_FOUND', {
      message: 'there is no such check in the team that asked for fidelity or privacy',
    })
  }
  const { dataset_id: dataset, report_sealed: sealed } = row
  const version = Number(row.version)
  const key = sealed && (await datasetKey(services, team, dataset))
  const compared = [dataset, row.reference_dataset, row.holdout_dataset].filter((id) => id !== null)
  const marks = await services.store.readTeam(team, (db) =>
    Promise.all([...new Set(compared)].map((id) => datasetNamed(db, team, id))),
  )
  const personal = marks.flatMap((one) => one?.personal ?? [])
  await auditRead(services, call, team, dataset, { action: 'quality.read', version, rows: 0 })
  return {
    run,
    dataset,
    version,
    reference: heldOf(row.reference_dataset, row.reference_version),
    holdout: heldOf(row.holdout_dataset, row.holdout_version),
    fidelity: row.fidelity,
    privacy: row.privacy,
    why: row.why,
    figures: JSON.parse(row.figures),
    report: sealed && key ? openFidelity(key, run, sealed, personal) : null,
    at: row.at,
  }
}

function heldOf(dataset: string | null, version: number | null): Held | null {
  return dataset === null || version === null ? null : { dataset, version: Number(version) }
}
