import { type Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { ServerError } from '../../errors/server-error.ts'
import { backUpStore } from '../back-up/back-up-store.ts'
import type { AtOneMoment } from '../back-up/moment.ts'
import { InUse } from '../in-use.ts'
import { Lane } from '../lane.ts'
import { isTeamId, noSuchTeam, refuseLockName } from '../names.ts'
import { holdTransaction } from '../nesting.ts'
import type { Store } from '../store.ts'
import type { SystemTables } from '../tables/system-tables.ts'
import type { TeamTables } from '../tables/team-tables.ts'
import { applicationRole, ensureRole } from './application-role.ts'
import { kyselyOver, type Login, partsOf } from './connections.ts'
import { enter } from './enter.ts'
import { isConflict, postgresFailure } from './failure.ts'
import { lockSession } from './lock.ts'
import { migrate } from './migrate.ts'
import { proveIsolation } from './prove-isolation.ts'
import { rewrite } from './rewrite.ts'

const attempts = 5

/** In the schema `understudy` of the database that the URL names; the URL's role owns it, and serves no request. */
export async function openPostgresStore(url: string, ring: KeyRing): Promise<Store> {
  const login = await prepare(url, ring)
  // One pool for each rank of transactions: one that waits inside another never waits for the connection of that.
  const system = kyselyOver<SystemTables>(login.client, 2)
  const systemReads = kyselyOver<SystemTables>(login.client, 4)
  const teams = kyselyOver<TeamTables>(login.client, 8)
  const teamReads = kyselyOver<TeamTables>(login.client, 8)
  const systemLane = new Lane()
  const lanes = new Map<string, Lane>()

  /** One connection for each team that is written to, however many wait. */
  const inLane = async <Result>(team: string, work: () => Promise<Result>): Promise<Result> => {
    const lane = lanes.get(team) ?? new Lane()
    lanes.set(team, lane)
    try {
      return await lane.run(work)
    } finally {
      if (lane.isIdle) lanes.delete(team)
    }
  }
  const write = <Tables, Result>(
    db: Kysely<Tables>,
    team: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ) =>
    retried(() =>
      db.transaction().execute(async (tx) => {
        await enter(tx, login, team)
        await takeTurn(tx, team)
        if (team !== '') await requirePlace(tx)
        return work(tx)
      }),
    )
  const read = <Tables, Result>(db: Kysely<Tables>, team: string, work: (tx: Transaction<Tables>) => Promise<Result>) =>
    retried(() =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          await enter(tx, login, team)
          if (team !== '') await requirePlace(tx)
          return work(tx)
        }),
    )
  const atOneMoment: AtOneMoment = (look) =>
    teamReads
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        const inside = async <Result>(team: string, work: () => Promise<Result>): Promise<Result> => {
          await enter(tx, login, team)
          return work()
        }
        const teams = await inside('', () => placesIn(systemOf(tx)))
        return look({
          teams,
          system: (read) => inside('', () => read(systemOf(tx))),
          team: (team, read) => inside(team, () => read(tx)),
        })
      })
  const inUse = new InUse()
  let closing: Promise<void> | undefined
  const whileOpen = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing) throw new ServerError('STORE_MISUSED', { message: 'the store was used after it was closed' })
    return inUse.during(work)
  }
  const ofTeam = <Result>(team: string, work: () => Promise<Result>): Promise<Result> =>
    whileOpen(async () => {
      if (!isTeamId(team)) throw noSuchTeam()
      return work()
    })
  const store: Store = {
    engine: 'postgres',
    system: (work) => whileOpen(() => holdTransaction('system', () => systemLane.run(() => write(system, '', work)))),
    readSystem: (work) => whileOpen(() => holdTransaction('readSystem', () => read(systemReads, '', work))),
    team: (team, work) =>
      ofTeam(team, () => holdTransaction('team', () => inLane(team, () => write(teams, team, work)))),
    readTeam: (team, work) => ofTeam(team, () => holdTransaction('readTeam', () => read(teamReads, team, work))),
    createTeamPlace: (team) =>
      ofTeam(team, async () => {
        await store.system((tx) => sql`insert into places values (${team}) on conflict do nothing`.execute(tx))
      }),
    // In the lane of the team and not of the system, for whom those may wait who are at work in the team.
    eraseTeamPlace: (team) =>
      ofTeam(team, () =>
        holdTransaction('team', () =>
          inLane(team, () =>
            retried(() =>
              teams.transaction().execute(async (tx) => {
                await enter(tx, login, '')
                await takeTurn(tx, team)
                await sql`delete from places where team_id = ${team}`.execute(tx)
              }),
            ),
          ),
        ),
      ),
    places: () => store.readSystem(placesIn),
    tryLock: (name) =>
      whileOpen(async () => {
        refuseLockName(name)
        return lockSession(login, name)
      }),
    scrubKeys: () => whileOpen(() => retried(() => rewrite(system, 'data_keys'))),
    scrub: (team) => ofTeam(team, () => holdTransaction('team', () => retried(() => rewrite(teams, 'datasets')))),
    proveIsolation: () => whileOpen(() => retried(() => proveIsolation(system, login))),
    backUp: (folder, signal) =>
      whileOpen(() => holdTransaction('readTeam', () => backUpStore(atOneMoment, folder, signal))),
    close: () => {
      closing ??= inUse
        .drained()
        .then(() => Promise.all([system, systemReads, teams, teamReads].map((db) => db.destroy())))
        .then(() => {})
      return closing
    },
  }
  return store
}

async function placesIn(db: Kysely<SystemTables>): Promise<string[]> {
  const { rows } = await sql<{ team_id: string }>`select team_id from places order by team_id collate "C"`.execute(db)
  return rows.map((row) => row.team_id)
}

/** One snapshot shows both kinds of tables, one after the other; Kysely knows of a connection one kind alone. */
function systemOf(tx: Transaction<TeamTables>): Kysely<SystemTables> {
  return tx as unknown as Kysely<SystemTables>
}

/** By the owner: the schema, and the role that everything else runs as. */
async function prepare(url: string, ring: KeyRing): Promise<Login> {
  const client = partsOf(url)
  const owner = new pg.Client(client)
  owner.on('error', () => {})
  try {
    await owner.connect()
    // Held by the session: two instances that start at once migrate one after the other.
    await owner.query("select pg_advisory_lock(hashtextextended('understudy/migrate', 0))")
    await migrate(owner)
    const { rows } = await owner.query<{ name: string }>('select current_database() as name')
    const role = applicationRole(rows[0]?.name ?? '')
    const password = await ensureRole(owner, role, ring)
    return password === undefined ? { client, role } : { client: { ...client, user: role, password }, role: undefined }
  } catch (thrown) {
    throw postgresFailure(thrown)
  } finally {
    await owner.end().catch(() => {})
  }
}

/** Of those who write to the team, or to the system where it is empty: one at a time, in all processes. */
async function takeTurn<Tables>(tx: Transaction<Tables>, team: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`understudy/${team}`}, 0))`.execute(tx)
}

async function requirePlace<Tables>(tx: Transaction<Tables>): Promise<void> {
  const { rows } = await sql`select from places limit 1`.execute(tx)
  if (rows.length === 0) throw noSuchTeam()
}

async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (thrown) {
      if (!isConflict(thrown) || count === attempts) throw postgresFailure(thrown)
    }
  }
}
