import { operationsSystemShape } from '../shape/operations-system-shape.ts'
import { operationsTeamShape } from '../shape/operations-team-shape.ts'
import { isolate } from '../shape/policies.ts'
import { createTables } from '../shape/statements.ts'
import { tablesOfTeams } from '../shape/tables-of-teams.ts'
import type { Migration } from './migration.ts'

/** Schedules, refreshes, connections; environments, which belong to the system. */
export const operations: Migration = {
  number: 2,
  name: 'operations',
  system: (engine) => [
    ...createTables(operationsSystemShape, engine),
    ...(engine === 'postgres' ? isolate(Object.keys(operationsSystemShape), 'system') : []),
  ],
  team: (engine, team) => tablesOfTeams(operationsTeamShape, engine, team),
}
