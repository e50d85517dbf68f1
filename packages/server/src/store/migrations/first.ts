import { isolate } from '../shape/policies.ts'
import { createTables, literal, refusals } from '../shape/statements.ts'
import { firstSystemShape } from '../shape/system-shape.ts'
import { tablesOfTeams } from '../shape/tables-of-teams.ts'
import { firstTeamShape } from '../shape/team-shape.ts'
import type { Migration } from './migration.ts'

/** Everything but what later ones add. `places` is the one table that stands for a team's being there: its rows go with it. */
export const first: Migration = {
  number: 1,
  name: 'first',
  system: (engine) => [
    ...(engine === 'postgres' ? ['create table places (team_id text primary key)', ...refusals] : []),
    ...createTables(firstSystemShape, engine),
    ...(engine === 'postgres'
      ? [...isolate(['places'], 'place'), ...isolate(Object.keys(firstSystemShape), 'system')]
      : []),
  ],
  team: (engine, team) => [
    ...(team === undefined
      ? []
      : [
          `create table place (team_id text primary key check (team_id = ${literal(team)})) strict`,
          `insert into place values (${literal(team)})`,
        ]),
    ...tablesOfTeams(firstTeamShape, engine, team),
  ],
}
