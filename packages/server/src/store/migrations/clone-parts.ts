import { clonePartsShape } from '../shape/clone-parts-shape.ts'
import { tablesOfTeams } from '../shape/tables-of-teams.ts'
import type { Migration } from './migration.ts'

/** Parts of a clone that several workers copy. */
export const cloneParts: Migration = {
  number: 4,
  name: 'clone parts',
  system: () => [],
  team: (engine, team) => tablesOfTeams(clonePartsShape, engine, team),
}
