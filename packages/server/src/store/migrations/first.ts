import { isolate } from '../shape/policies.ts'
import { createTables, literal, refusals } from '../shape/statements.ts'
import { systemShape } from '../shape/system-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import type { Migration } from './migration.ts'

/** Everything. `places` is the one table that stands for a team's being there: its rows go with it. */
export const first: Migration = {
  number: 1,
  name: 'first',
  system: (engine) => [
    ...(engine === 'postgres' ? ['create table places (team_id text primary key)', ...refusals] : []),
    ...createTables(systemShape, engine),
    ...(engine === 'postgres' ? [...isolate(['places'], 'place'), ...isolate(Object.keys(systemShape), 'system')] : []),
  ],
  team: (engine, team) => [
    ...(team === undefined
      ? []
      : [
          `create table place (team_id text primary key check (team_id = ${literal(team)})) strict`,
          `insert into place values (${literal(team)})`,
        ]),
    ...createTables(teamShape, engine, team),
    ...(engine === 'postgres'
      ? [
          ...Object.keys(teamShape).map(
            (table) => `alter table "${table}" add foreign key (team_id) references places on delete cascade`,
          ),
          ...isolate(Object.keys(teamShape), 'team'),
        ]
      : []),
  ],
}
