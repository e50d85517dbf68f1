import type { Engine } from '../shape/statements.ts'

/** One step forward, never back, and never changed once it was released. Its number is the schema's from then on. */
export interface Migration {
  readonly number: number
  readonly name: string
  /** Of what belongs to no team: the control file, or the tables of the system. */
  system(engine: Engine): readonly string[]
  /**
   * Of what belongs to teams: one team's file, or the tables of all. On Postgres no row of a team is visible to it.
   * @param team whose file it is
   */
  team(engine: Engine, team?: string): readonly string[]
}
