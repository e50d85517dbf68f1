import type { Kysely } from 'kysely'
import { isAllowed } from '../../auth/authorize.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import type { RunListed } from '../quality/quality-run.ts'
import type { Team } from '../teams/find-team.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Health, healthOf, type Trouble, troubleNames, troubleOf, worstOf } from './health.ts'
import { type ScorePoint, scoreHistory } from './score-history.ts'

interface Incidents {
  readonly critical: number
  readonly major: number
  readonly minor: number
}

export interface DatasetOverview {
  readonly id: string
  readonly name: string
  readonly health: Health
  readonly publishedVersion: number | null
  readonly publishedAt: string | null
  readonly latestVersion: number | null
  readonly latestStatus: TeamTables['versions']['status'] | null
  readonly rows: number
  /** Of all versions that are kept. */
  readonly bytes: number
  readonly outcome: RunListed['outcome']
  /** Its last checks, from the oldest on. */
  readonly scores: ScorePoint[]
  readonly incidents: Incidents
}

export interface TeamOverview {
  readonly team: Team
  readonly health: Health
  /** The gravest of what speaks against a dataset of it; null where nothing does. */
  readonly cause: { readonly dataset: string; readonly name: string; readonly trouble: Trouble } | null
  /** Of all its datasets together, from the oldest on. */
  readonly scores: ScorePoint[]
  readonly datasets: number
  readonly rows: number
  readonly bytes: number
  readonly incidents: Incidents
  /** failed: within the last seven days, and not tried again. */
  readonly jobs: { readonly pending: number; readonly running: number; readonly failed: number }
  readonly lastPublished: {
    readonly dataset: string
    readonly name: string
    readonly version: number
    readonly at: string
  } | null
  /** The first run that is planned; null where none is, and to whom schedules are not shown. */
  readonly nextRefresh: { readonly schedule: string; readonly name: string; readonly at: string } | null
}

const points = 30
const mostRuns = 500
const weekMs = 7 * 24 * 3_600_000
const none: Incidents = { critical: 0, major: 0, minor: 0 }

/** How a team stands: all of it in one look, and each of its datasets, the worst first. */
export async function readOverview(
  services: Pick<Services, 'store' | 'now'>,
  call: Call,
  { team: named }: { readonly team: string },
): Promise<{ readonly overview: TeamOverview; readonly datasets: DatasetOverview[] }> {
  const team = await teamFor(services, call, 'quality.read', named)
  await teamFor(services, call, 'datasets.read', named)
  await teamFor(services, call, 'jobs.read', named)
  return overviewOf(services, call, team)
}

/** Of a team in which the caller may read. */
export async function overviewOf(
  { store, now }: Pick<Services, 'store' | 'now'>,
  { actor }: Pick<Call, 'actor'>,
  team: Team,
): Promise<{ readonly overview: TeamOverview; readonly datasets: DatasetOverview[] }> {
  const since = new Date(now().getTime() - weekMs).toISOString()
  return store.readTeam(team.id, async (db) => {
    const [known, jobs] = [await datasetsOf(db, team.id), await jobsOf(db, team.id, since)]
    // Of a team that has no data, both are of what is gone.
    const runs = known.length === 0 ? [] : await runsOf(db, team.id)
    const incidents = known.length === 0 ? new Map<string, Incidents>() : await incidentsOf(db, team.id)
    const nextRefresh = isAllowed(actor, 'schedules.read', team.id) ? await nextRefreshOf(db, team.id) : null
    const datasets = known.map((one): DatasetOverview => {
      const checks = runs.filter(({ dataset }) => dataset === one.id)
      const outcome = checks[0]?.outcome ?? null
      const open = incidents.get(one.id) ?? none
      const health = healthOf({ ...one, outcome, incidents: open })
      return { ...one, health, outcome, incidents: open, scores: scoreHistory(checks, points) }
    })
    const sum = (of: (one: DatasetOverview) => number) => datasets.reduce((total, one) => total + of(one), 0)
    const newest = datasets
      .filter(({ publishedAt }) => publishedAt !== null)
      .sort((a, b) => (b.publishedAt ?? '').localeCompare(a.publishedAt ?? ''))[0]
    const there = new Set(datasets.map(({ id }) => id))
    const overview: TeamOverview = {
      team,
      health: worstOf(datasets.map(({ health }) => health)),
      cause: causeOf(datasets),
      scores: scoreHistory(
        runs.filter(({ dataset }) => there.has(dataset)),
        points,
      ),
      datasets: datasets.length,
      rows: sum(({ rows }) => rows),
      bytes: sum(({ bytes }) => bytes),
      incidents: {
        critical: sum(({ incidents }) => incidents.critical),
        major: sum(({ incidents }) => incidents.major),
        minor: sum(({ incidents }) => incidents.minor),
      },
      jobs,
      lastPublished:
        newest === undefined || newest.publishedVersion === null || newest.publishedAt === null
          ? null
          : { dataset: newest.id, name: newest.name, version: newest.publishedVersion, at: newest.publishedAt },
      nextRefresh,
    }
    const rank = { failing: 0, warning: 1, healthy: 2, unknown: 3 }
    return {
      overview,
      datasets: datasets.sort((a, b) => rank[a.health] - rank[b.health] || (a.name < b.name ? -1 : 1)),
    }
  })
}

/** Those that are in use: neither archived nor erased. */
function causeOf(datasets: readonly DatasetOverview[]): TeamOverview['cause'] {
  for (const trouble of troubleNames) {
    const of = datasets.filter((one) => troubleOf(one) === trouble).sort((a, b) => (a.name < b.name ? -1 : 1))[0]
    if (of) return { dataset: of.id, name: of.name, trouble }
  }
  return null
}

async function datasetsOf(db: Kysely<TeamTables>, team: string) {
  const kept = db
    .selectFrom('versions')
    .select((of) => ['dataset_id', of.fn.max('version').as('latest'), of.fn.sum<number>('bytes').as('bytes')])
    .where('team_id', '=', team)
    .where('status', '!=', 'erased')
    .groupBy('dataset_id')
  const datasets = await db
    .selectFrom('datasets')
    .leftJoin('versions as published', (join) =>
      join
        .onRef('published.team_id', '=', 'datasets.team_id')
        .onRef('published.dataset_id', '=', 'datasets.id')
        .onRef('published.version', '=', 'datasets.published_version'),
    )
    .leftJoin(kept.as('kept'), 'kept.dataset_id', 'datasets.id')
    .leftJoin('versions as newest', (join) =>
      join
        .onRef('newest.team_id', '=', 'datasets.team_id')
        .onRef('newest.dataset_id', '=', 'datasets.id')
        .onRef('newest.version', '=', 'kept.latest'),
    )
    .select([
      'datasets.id',
      'datasets.name',
      'datasets.published_version',
      'published.rows',
      'published.created_at as at',
      'kept.latest',
      'kept.bytes',
      'newest.status',
    ])
    .where('datasets.team_id', '=', team)
    .where('datasets.erased_at', 'is', null)
    .where('datasets.archived_at', 'is', null)
    .execute()
  return datasets.map(({ id, name, published_version, rows, at, latest, bytes, status }) => ({
    id,
    name,
    publishedVersion: published_version,
    publishedAt: at,
    latestVersion: latest,
    latestStatus: status,
    rows: Number(rows ?? 0),
    bytes: Number(bytes ?? 0),
  }))
}

/** Checks that were done, the newest first. */
async function runsOf(db: Kysely<TeamTables>, team: string) {
  const rows = await db
    .selectFrom('quality_runs')
    .select(['dataset_id', 'outcome', 'score', 'at'])
    .where('team_id', '=', team)
    .where('status', '=', 'done')
    .orderBy('id', 'desc')
    .limit(mostRuns)
    .execute()
  return rows.map(({ dataset_id, outcome, score, at }) => ({ dataset: dataset_id, outcome, score, at }))
}

/** Those that somebody should look at, by their datasets. */
async function incidentsOf(db: Kysely<TeamTables>, team: string): Promise<ReadonlyMap<string, Incidents>> {
  const rows = await db
    .selectFrom('incidents')
    .select((of) => ['dataset_id', 'severity', of.fn.countAll<number>().as('count')])
    .where('team_id', '=', team)
    .where('status', 'in', ['open', 'acknowledged'])
    .groupBy(['dataset_id', 'severity'])
    .execute()
  const found = new Map<string, Incidents>()
  for (const { dataset_id, severity, count } of rows) {
    found.set(dataset_id, { ...(found.get(dataset_id) ?? none), [severity]: Number(count) })
  }
  return found
}

async function nextRefreshOf(db: Kysely<TeamTables>, team: string): Promise<TeamOverview['nextRefresh']> {
  const found = await db
    .selectFrom('schedules')
    .select(['id', 'name', 'next_at'])
    .where('team_id', '=', team)
    .where('removed_at', 'is', null)
    .where('status', '=', 'active')
    .where('next_at', 'is not', null)
    .orderBy('next_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return found?.next_at ? { schedule: found.id, name: found.name, at: found.next_at } : null
}

async function jobsOf(db: Kysely<TeamTables>, team: string, since: string): Promise<TeamOverview['jobs']> {
  const rows = await jobsByStatus(db, team, since).execute()
  const count = (status: string) => Number(rows.find((row) => row.status === status)?.count ?? 0)
  return { pending: count('pending'), running: count('running'), failed: count('failed') }
}

/** Which were tried again is found once for all of them: a look for each that failed would be one at all jobs, each time. */
export function jobsByStatus(db: Kysely<TeamTables>, team: string, since: string) {
  const again = db.selectFrom('jobs').select('retry_of').where('team_id', '=', team).where('retry_of', 'is not', null)
  return db
    .selectFrom('jobs')
    .select((of) => ['status', of.fn.countAll<number>().as('count')])
    .where('team_id', '=', team)
    .where((is) =>
      is.or([
        is('status', 'in', ['pending', 'running']),
        is.and([is('status', '=', 'failed'), is('finished_at', '>=', since), is('id', 'not in', again)]),
      ]),
    )
    .groupBy('status')
}
