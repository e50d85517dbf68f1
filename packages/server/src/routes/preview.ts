import { type Plan, UnderstudyError, type Vector } from '@understudy/sdk'
import { rowsOf } from '@understudy/sdk/formats'
import { refuseAbove } from '../limits.ts'
import { printable } from './printable.ts'

export interface PageRequest {
  readonly entity: string | undefined
  readonly first: number
  readonly limit: number
}

export interface Page {
  entity: string
  first: number
  types: string[]
  rows: unknown[][]
}

/** The asked page of each entity, or of one; a page past the end has no rows. */
export async function previewOf(plan: Plan, request: PageRequest, pace: () => Promise<void>): Promise<Page[]> {
  const chosen = plan.entities.filter(({ entity }) => request.entity === undefined || entity.name === request.entity)
  if (chosen.length === 0) {
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: 'preview rows',
      at: 'entity',
      message: `the schema has no entity ${JSON.stringify(request.entity)}`,
      hint: 'Use the name of an entity of the schema.',
    })
  }
  const { first } = request
  const lengths = chosen.map(({ rows }) => Math.max(0, Math.min(request.limit, rows - first)))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  refuseAbove('previewTotal', total, 'Name one entity, or lower limit.')
  const pages: Page[] = []
  for (const [i, { entity, columns, batch }] of chosen.entries()) {
    await pace()
    const made = lengths[i]! > 0 ? batch(first, lengths[i]!) : undefined
    const rows = made ? rowsOf(made) : []
    pages.push({
      entity: entity.name,
      first,
      types: made ? made.columns.map(({ vector }) => typeOf(vector)) : [],
      rows: rows.map((row) => columns.map((name) => printable(row[name]))),
    })
  }
  return pages
}

/** What a column holds, in the words of a DataSchema. */
function typeOf(vector: Vector): string {
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return 'integer'
    case 'bool':
      return 'boolean'
    case 'pick':
    case 'concat':
      return 'text'
    case 'timestamp':
      return vector.zoned ? 'timestamptz' : 'timestamp'
    default:
      return vector.type
  }
}
