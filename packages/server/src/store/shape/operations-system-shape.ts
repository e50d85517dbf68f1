import type { OperationsSystemTables } from '../tables/operations-tables.ts'
import type { ShapesOf } from './table-shape.ts'

/** Environments, which belong to the system and are granted to teams: the second migration makes it. */
export const operationsSystemShape = {
  instances: {
    columns: {
      id: 'text',
      version: 'text',
      schema: 'integer',
      role: 'text',
      host: 'text',
      process: 'integer',
      started_at: 'text',
      seen_at: 'text',
      ended_at: 'text?',
    },
    primaryKey: ['id'],
  },
  environments: {
    columns: {
      id: 'text',
      name: 'text',
      type: 'text',
      status: 'text',
      connection_sealed: 'bytes',
      created_at: 'text',
      created_by: 'text',
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['name'], unique: true }],
  },
} as const satisfies ShapesOf<OperationsSystemTables>
