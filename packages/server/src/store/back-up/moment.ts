import type { Kysely } from 'kysely'
import type { SystemTables } from '../tables/system-tables.ts'
import type { TeamTables } from '../tables/team-tables.ts'

/** The whole store as it was at one moment, however long one looks at it. */
export interface Moment {
  /** Every team that had a place, in order. */
  readonly teams: readonly string[]
  system<Result>(read: (db: Kysely<SystemTables>) => Promise<Result>): Promise<Result>
  team<Result>(team: string, read: (db: Kysely<TeamTables>) => Promise<Result>): Promise<Result>
}

/** What an engine gives for a back-up. */
export type AtOneMoment = <Result>(look: (moment: Moment) => Promise<Result>) => Promise<Result>
