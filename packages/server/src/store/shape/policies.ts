import { quote } from './statements.ts'
import type { Shapes } from './table-shape.ts'

/** Null where no team is set: then no comparison with it is true, and nothing of a team is there. */
const currentTeam = "nullif(current_setting('understudy.team', true), '')"

const conditions = {
  team: `team_id = ${currentTeam}`,
  /** While a team is set, the tables of the system are empty. */
  system: `${currentTeam} is null`,
  place: `${currentTeam} is null or team_id = ${currentTeam}`,
} as const

/** What row-level security says on Postgres, to the tables' owner too. */
export function isolate(tables: readonly string[], as: keyof typeof conditions): string[] {
  return tables.flatMap((table) => [
    `alter table ${quote(table)} enable row level security`,
    `alter table ${quote(table)} force row level security`,
    `create policy ${as} on ${quote(table)} using (${conditions[as]}) with check (${conditions[as]})`,
  ])
}

/** What the application role may do: nothing that changes what only grows. */
export function grants(shapes: Shapes, role: string): string[] {
  return Object.entries(shapes).map(
    ([table, { appendOnly }]) =>
      `grant ${appendOnly ? 'select, insert' : 'select, insert, update, delete'} on ${quote(table)} to ${quote(role)}`,
  )
}
