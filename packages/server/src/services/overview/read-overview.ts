import type { Kysely } from 'kysely'
import type { Actor } from '../../auth/actor.ts'
import { isAllowed } from '../../auth/authorize.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import type { RunListed } from '../quality/quality-run.ts'
import type { Team } from '../teams/find-team.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Health, healthOf, healths, type Trouble, troubleNames, troubleOf, worstOf } from './health.ts'
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

/** Whoever it is shown to. */
export type Standing = Omit<TeamOverview, 'team'>

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
  const { standing, datasets } = await services.store.readTeam(team.id, (db) =>
    readStanding(db, team.id, services.now()),
  )
  return { overview: shownTo(call.actor, team, standing), datasets }
}

/** To whoever may read the team's datasets, jobs and quality. */
export function shownTo(actor: Actor, team: Team, standing: Standing): TeamOverview {
  const nextRefresh = isAllowed(actor, 'schedules.read', team.id) ? standing.nextRefresh : null
  return { team, ...standing, nextRefresh }
}

export async function readStanding(
  db: Kysely<TeamTables>,
  team: string,
  now: Date,
): Promise<{ readonly standing: Standing; readonly datasets: DatasetOverview[] }> {
  const known = await datasetsOf(db, team)
  const jobs = await jobsOf(db, team, new Date(now.getTime() - weekMs).toISOString())
  // Of a team that has no data, both are of what is gone.
  const runs = known.length === 0 ? [] : await runsOf(db, team)
  const incidents = known.length === 0 ? new Map<string, Incidents>() : await incidentsOf(db, team)
  const nextRefresh = await nextRefreshOf(db, team)
  const datasets = known.map((one): DatasetOverview => {
    const checks = runs.filter(({ dataset }) => dataset === one.id)
    const outcome = checks[0]?.outcome ?? null
    const open = incidents.get(one.id) ?? none
    const health = healthOf({ ...one, outcome, incidents: open })
    return { ...one, health, outcome, incidents: open, scores: scoreHistory(checks, points) }
  })
  const sum = (of: (one: DatasetOverview) => number) => datasets.reduce((total, one) => total + of(one), 0)
  const there = new Set(datasets.map(({ id }) => id))
  const standing: Standing = {
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
    lastPublished: lastPublishedOf(datasets),
    nextRefresh,
  }
  const rank = (health: Health) => healths.indexOf(health)
  return {
    standing,
    datasets: datasets.sort((a, b) => rank(a.health) - rank(b.health) || (a.name < b.name ? -1 : 1)),
  }
}

function lastPublishedOf(datasets: readonly DatasetOverview[]): TeamOverview['lastPublished'] {
  const published = datasets.flatMap(({ id, name, publishedVersion, publishedAt }) =>
    publishedVersion === null || publishedAt === null
      ? []
      : [{ dataset: id, name, version: publishedVersion, at: publishedAt }],
  )
  return published.reduce<TeamOverview['lastPublished']>((last, one) => (last && last.at >= one.at ? last : one), null)
}

/** Those that are in use: neither archived nor erased. */
function causeOf(datasets: readonly DatasetOverview[]): TeamOverview['cause'] {
  for (const trouble of troubleNames) {
    const of = datasets.filter((one) => troubleOf(one) === trouble).sort((a, b) => (a.name < b.name ? -1 : 1))[0]
    if (of) return { dataset: of.id, name: of.name, trouble }
  }
  return null
}

/** Of versions that were given up before they were whole nothing is left that anybody would read. */
async function datasetsOf(db: Kysely<TeamTables>, team: string) {
  const kept = db
    .selectFrom('versions')
    .select((of) => ['dataset_id', of.fn.max('version').as('latest'), of.fn.sum<number>('bytes').as('bytes')])
    .where('team_id', '=', team)
    .where('status', '!=', 'erased')
    .where((is) => is.or([is('status', '!=', 'refused'), is('content_hash', 'is not', null)]))
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
