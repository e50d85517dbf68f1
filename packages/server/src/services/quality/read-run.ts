import type { QualityReport } from '@understudy/sdk/quality'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { datasetKey } from '../datasets/chunks/dataset-key.ts'
import { findDataset } from '../datasets/dataset.ts'
import { auditRead } from '../datasets/read/audit-read.ts'
import { teamFor } from '../teams/team-for.ts'
import { type RunListed, runOf } from './quality-run.ts'
import { openReport } from './sealed-report.ts'

interface RunRead extends RunListed {
  /** Null until the check is done. */
  readonly report: QualityReport | null
}

type Reading = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

/** A check with what it found. Who looks at it is in the trail: its failing rows are masked, and are somebody's. */
export async function readRun(
  services: Reading,
  call: Call,
  query: { readonly team: string; readonly run: string },
): Promise<RunRead> {
  const { id: team } = await teamFor(services, call, 'quality.read', query.team)
  const row = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('quality_runs')
      .selectAll()
      .where('team_id', '=', team)
      .where('id', '=', query.run)
      .executeTakeFirst(),
  )
  if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such check in the team' })
  const run = runOf(row)
  const { personal } = await services.store.readTeam(team, (db) => findDataset(db, team, run.dataset))
  const report = openReport(await datasetKey(services, team, run.dataset), run.id, row, personal) ?? null
  const rows = report?.results.reduce((sum, { sample }) => sum + sample.length, 0) ?? 0
  await auditRead(services, call, team, run.dataset, { action: 'quality.read', version: run.version, rows })
  return { ...run, report }
}

/** The report of a check that is done. */
export async function readReport(
  services: Reading,
  call: Call,
  query: { readonly team: string; readonly run: string },
): Promise<QualityReport> {
  const { report, status } = await readRun(services, call, query)
  if (report) return report
  throw new RequestError('CONFLICT', {
    message: status === 'running' ? 'the check is under way' : 'the check was given up, and found nothing',
    details: { status },
  })
}
