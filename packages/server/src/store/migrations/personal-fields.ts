import type { Migration } from './migration.ts'

/** Which fields of a dataset hold what is somebody's: of what was there before, none is known to. */
export const personalFields: Migration = {
  number: 3,
  name: 'personal fields',
  system: () => [],
  team: () => [`alter table datasets add column personal text not null default '[]'`],
}
