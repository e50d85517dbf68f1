import { isolate } from './policies.ts'
import { createTables, type Engine } from './statements.ts'
import type { Shapes } from './table-shape.ts'

/** Tables with rows of teams: on Postgres each team sees its own, and they go with it. */
export function tablesOfTeams(shapes: Shapes, engine: Engine, team: string | undefined): string[] {
  const tables = createTables(shapes, engine, team)
  if (engine === 'sqlite') return tables
  const names = Object.keys(shapes)
  return [
    ...tables,
    ...names.map((table) => `alter table "${table}" add foreign key (team_id) references places on delete cascade`),
    ...isolate(names, 'team'),
  ]
}
