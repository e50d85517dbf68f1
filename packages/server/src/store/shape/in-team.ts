import type { ForeignKey } from './table-shape.ts'

/** To a thing of the same team, under the names that it has there. */
export const inTeam = (to: string, ...pairs: readonly (readonly [column: string, referenced: string])[]) =>
  ({
    columns: ['team_id', ...pairs.map(([column]) => column)],
    to,
    referenced: ['team_id', ...pairs.map(([, referenced]) => referenced)],
  }) as const satisfies ForeignKey
