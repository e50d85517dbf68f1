/** How much a dashboard has to stand. */
export const large = { teams: 200, jobs: 10_000, datasets: 1000, rows: 1_000_000 } as const

/** Ids as a server makes them, of times that grow with `i`: so they sort. */
const idOf = (time: string) => `substr(${time}, 1, 8) || '-' || substr(${time}, 9, 4) || '-7000-8000-' || ${time}`
const upTo = (last: string) => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${last})`
const hourly = "strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '-' || (i * 5) || ' minutes')"

/** Whoever is in the first team leads the others too. */
export const inAllTeams = `insert or ignore into memberships (team_id, user_id, role, created_at)
  select id, :user, 'admin', created_at from teams`

/** What the one job of a team is, over and over, and one of ten of them failed. */
export const jobsAgain = `${upTo(':jobs - 1')} insert into jobs
    (team_id, id, kind, status, input_sealed, result, progress, cancel_requested, attempt, usage, created_at, created_by, started_at, finished_at)
  select team_id, ${idOf("printf('%012x', i)")}, kind, iif(i % 10 = 0, 'failed', status), input_sealed, result, progress, 0, 1, usage,
    ${hourly}, created_by, ${hourly}, ${hourly}
  from n, jobs where jobs.id = (select max(id) from jobs)`

export const datasetsAgain = `${upTo(':datasets - 1')} insert into datasets
    (team_id, id, name, created_at, created_by, description, personal)
  select team_id, ${idOf("printf('%012x', i)")}, printf('set-%04d', i), created_at, created_by, 'Of the hour ' || i, personal
  from n, datasets where datasets.id = :dataset`
