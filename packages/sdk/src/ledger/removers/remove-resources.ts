import type { Resource, ResourceOf } from '../resource.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'
import { leftBecause } from './left-because.ts'
import { removePath } from './path.ts'
import { removePostgresDatabase } from './postgres-database.ts'
import { removePostgresSchema } from './postgres-schema.ts'
import { removeProduction } from './production.ts'
import { type RowsOutcome, removeNotedRows } from './rows.ts'

/** Answers for each resource, in order: rows together, everything else one by one. One that stays keeps no other. */
export async function removeResources(resources: readonly Resource[], around: Around): Promise<readonly RowsOutcome[]> {
  const rows = resources.filter((one): one is ResourceOf<'rows'> => one.kind === 'rows')
  const ofRows = [...(await removeNotedRows(rows, around))]
  const outcomes: RowsOutcome[] = []
  for (const resource of resources) {
    outcomes.push(
      resource.kind === 'rows'
        ? ofRows.shift()!
        : await removeOne(resource, around).catch((thrown: unknown) => leftBecause(thrown, around.signal)),
    )
  }
  return outcomes
}

function removeOne(resource: Exclude<Resource, { kind: 'rows' }>, around: Around): Promise<Outcome> {
  switch (resource.kind) {
    case 'postgres-database':
      return removePostgresDatabase(resource, around)
    case 'postgres-schema':
      return removePostgresSchema(resource, around)
    case 'path':
      return removePath(resource, around)
    case 'production':
      return removeProduction(resource, around)
  }
}
