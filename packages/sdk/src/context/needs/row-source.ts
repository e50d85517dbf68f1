import { UnderstudyError } from '../../errors.ts'
import type { DataTarget } from '../data-need.ts'
import type { FixtureRow } from './fixture-file.ts'

/** Rows of a server by entity, and what a token has to hold so that they can be had again. */
export interface SourceRows {
  readonly byEntity: ReadonlyMap<string, readonly FixtureRow[]>
  /** Undefined where they cannot. */
  readonly recipe: unknown
}

/** Where factories may take rows from: what dataset() and lease() answer. */
export interface RowSource {
  readonly kind: string
  /** Of a recipe: the very rows that it tells of, or a refusal. */
  rowsFor(target: DataTarget, recipe?: unknown): Promise<SourceRows>
}

/** Those of the entity, or of the only one. */
export function rowsOfEntity({ byEntity }: SourceRows, entity: string): readonly FixtureRow[] {
  const [only, ...more] = byEntity.values()
  const found = byEntity.get(entity) ?? (more.length === 0 ? only : undefined)
  if (found) return found
  throw new UnderstudyError('TEST_DATA_FAILED', {
    operation: 'give rows to a factory',
    at: entity,
    message: `the dataset has no entity ${JSON.stringify(entity)}, and more than one`,
    hint: `Name one: { entity: … }. It has ${[...byEntity.keys()].join(', ')}.`,
  })
}
