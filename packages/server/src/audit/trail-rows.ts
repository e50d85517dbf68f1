import type { Kysely } from 'kysely'
import { statement } from '../store/statement.ts'
import type { SystemTables } from '../store/tables/system-tables.ts'
import type { TeamTables } from '../store/tables/team-tables.ts'
import { type AuditRow, type Checkpoint, systemTrail } from './audit-row.ts'

/** The tables of one trail, within a transaction: that of a team or that of the system. */
export interface TrailRows {
  readonly trail: string
  /** Takes the next `count` positions and holds the trail until the commit. Returns the last of them. */
  advance(count: number): Promise<number>
  /** How far the trail has come by its head; 0 where there is none. */
  head(): Promise<number>
  sealAt(position: number): Promise<string | undefined>
  insert(rows: readonly AuditRow[]): Promise<void>
  after(position: number, limit: number): Promise<AuditRow[]>
  lastCheckpoint(): Promise<number>
  checkpointsAfter(position: number, limit: number): Promise<Checkpoint[]>
  insertCheckpoint(checkpoint: Checkpoint): Promise<void>
}

const columns = [
  'team_id',
  'position',
  'at',
  'actor',
  'ip',
  'request_id',
  'action',
  'subject',
  'details',
  'before_digest',
  'after_digest',
  'seal',
] as const

const advanced = statement((db: Kysely<TeamTables>, { team, count }: { team: string; count: number }) =>
  db
    .insertInto('heads')
    .values({ team_id: team, name: 'audit', position: count })
    .onConflict((on) =>
      on.columns(['team_id', 'name']).doUpdateSet((eb) => ({ position: eb('heads.position', '+', count) })),
    )
    .returning('position'),
)
const sealOfRow = statement((db: Kysely<TeamTables>, { team, position }: { team: string; position: number }) =>
  db.selectFrom('audit').select('seal').where('team_id', '=', team).where('position', '=', position),
)

type Values = Readonly<Record<string, string | number | null>>

/** Rows that go in by one statement: more do by several, so that these few are all that is ever built and kept. */
const together = [16, 4, 1] as const
const inserts = new Map(
  together.map((count) => [
    count,
    statement((db: Kysely<TeamTables>, given: Values) =>
      db.insertInto('audit').values(Array.from({ length: count }, (_, row) => rowOf(given, row))),
    ),
  ]),
)

export function teamRows(db: Kysely<TeamTables>, team: string): TrailRows {
  const audit = () => db.selectFrom('audit').where('team_id', '=', team)
  const checkpoints = () => db.selectFrom('audit_checkpoints').where('team_id', '=', team)
  return {
    trail: team,
    async advance(count) {
      const [head] = await advanced(db, { team, count })
      return Number(head?.position)
    },
    async head() {
      const head = db.selectFrom('heads').where('team_id', '=', team).where('name', '=', 'audit').select('position')
      return Number((await head.executeTakeFirst())?.position ?? 0)
    },
    sealAt: async (position) => (await sealOfRow(db, { team, position }))[0]?.seal,
    async insert(rows) {
      for (let at = 0; at < rows.length; ) {
        const count = together.find((most) => at + most <= rows.length) ?? 1
        await inserts.get(count)!(db, valuesOf(rows.slice(at, at + count), team))
        at += count
      }
    },
    after: (position, limit) =>
      audit()
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .select(columns)
        .execute()
        .then(numbered),
    async lastCheckpoint() {
      const last = checkpoints().orderBy('position', 'desc').limit(1).select('position')
      return Number((await last.executeTakeFirst())?.position ?? 0)
    },
    checkpointsAfter: (position, limit) =>
      checkpoints()
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .select(['position', 'at', 'seal', 'signature', 'key_id'])
        .execute()
        .then((found) => found.map((row) => checkpointOf(team, row))),
    async insertCheckpoint({ trail: _, keyId, ...rest }) {
      await db
        .insertInto('audit_checkpoints')
        .values({ ...rest, key_id: keyId, team_id: team })
        .onConflict((on) => on.columns(['team_id', 'position']).doNothing())
        .execute()
    },
  }
}

export function systemRows(db: Kysely<SystemTables>): TrailRows {
  return {
    trail: systemTrail,
    async advance(count) {
      const { position } = await db
        .insertInto('system_heads')
        .values({ name: 'audit', position: count })
        .onConflict((on) =>
          on.column('name').doUpdateSet((eb) => ({ position: eb('system_heads.position', '+', count) })),
        )
        .returning('position')
        .executeTakeFirstOrThrow()
      return Number(position)
    },
    async head() {
      const head = db.selectFrom('system_heads').where('name', '=', 'audit').select('position')
      return Number((await head.executeTakeFirst())?.position ?? 0)
    },
    sealAt: async (position) =>
      (await db.selectFrom('system_audit').where('position', '=', position).select('seal').executeTakeFirst())?.seal,
    async insert(rows) {
      await db
        .insertInto('system_audit')
        .values([...rows])
        .execute()
    },
    after: (position, limit) =>
      db
        .selectFrom('system_audit')
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .select(columns)
        .execute()
        .then(numbered),
    async lastCheckpoint() {
      const last = db.selectFrom('system_audit_checkpoints').orderBy('position', 'desc').limit(1).select('position')
      return Number((await last.executeTakeFirst())?.position ?? 0)
    },
    checkpointsAfter: (position, limit) =>
      db
        .selectFrom('system_audit_checkpoints')
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .select(['position', 'at', 'seal', 'signature', 'key_id'])
        .execute()
        .then((found) => found.map((row) => checkpointOf(systemTrail, row))),
    async insertCheckpoint({ trail: _, keyId, ...rest }) {
      await db
        .insertInto('system_audit_checkpoints')
        .values({ ...rest, key_id: keyId })
        .onConflict((on) => on.column('position').doNothing())
        .execute()
    },
  }
}

/** Each value under the name of its column and the number of its row. */
function valuesOf(rows: readonly AuditRow[], team: string): Values {
  const values: Record<string, string | number | null> = {}
  for (const [at, row] of rows.entries()) {
    for (const name of columns) values[`${name} ${at}`] = name === 'team_id' ? team : row[name]
  }
  return values
}

/** The same the other way round: a cast, for what stands under a name is what the column takes. */
function rowOf(given: Values, row: number): TeamTables['audit'] {
  return Object.fromEntries(columns.map((name) => [name, given[`${name} ${row}`]])) as never
}

/** A driver may give a bigint as text. */
function numbered(rows: AuditRow[]): AuditRow[] {
  return rows.map((row) => ({ ...row, position: Number(row.position) }))
}

function checkpointOf(trail: string, row: Omit<TeamTables['audit_checkpoints'], 'team_id'>): Checkpoint {
  const { position, key_id: keyId, at, seal, signature } = row
  return { trail, position: Number(position), seal, at, keyId, signature }
}
