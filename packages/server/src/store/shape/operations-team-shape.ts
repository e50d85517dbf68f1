import type { OperationsTeamTables } from '../tables/operations-tables.ts'
import type { ShapesOf } from './table-shape.ts'

/** What schedules, refreshes and connections of teams are kept in: the second migration makes it. */
export const operationsTeamShape = {
  refreshes: {
    columns: {
      team_id: 'text',
      id: 'text',
      state: 'text',
      datasets: 'text',
      reason: 'text?',
      started_by: 'text',
      started_at: 'text',
      ended_at: 'text?',
    },
    primaryKey: ['team_id', 'id'],
    indexes: [{ columns: ['team_id', 'state'], where: "state = 'running'" }],
  },
} as const satisfies ShapesOf<OperationsTeamTables>
