import type { ClonePartsTables } from '../tables/operations-tables.ts'
import type { ShapesOf } from './table-shape.ts'

/** What parts of one clone are given to several workers by: the fourth migration makes it. */
export const clonePartsShape = {
  clone_shares: {
    columns: { team_id: 'text', clone: 'text', opening: 'integer', state_sealed: 'bytes?' },
    primaryKey: ['team_id', 'clone'],
    foreignKeys: [{ columns: ['team_id', 'clone'], to: 'clones', referenced: ['team_id', 'id'], onDelete: 'cascade' }],
  },
  clone_parts: {
    columns: {
      team_id: 'text',
      id: 'text',
      clone: 'text',
      position: 'integer',
      part_sealed: 'bytes',
      is_done: 'flag',
      taken_by: 'integer?',
      fence: 'integer?',
      beats: 'integer',
    },
    primaryKey: ['team_id', 'id'],
    foreignKeys: [{ columns: ['team_id', 'clone'], to: 'clones', referenced: ['team_id', 'id'], onDelete: 'cascade' }],
    indexes: [{ columns: ['team_id', 'clone', 'position'], unique: true }],
  },
} as const satisfies ShapesOf<ClonePartsTables>
