import { UnderstudyError } from '../../errors.ts'
import type { GivenRows } from '../../factory/connection.ts'
import { isFactory } from '../../factory/factory-state.ts'
import type { DataTarget } from '../data-need.ts'
import type { FixtureRow } from './fixture-file.ts'
import { type RowSource, rowsOfEntity } from './row-source.ts'

/** Rows of the team for factories, by the names that the factories are given by; of a token's recipes, where there are some. */
export async function servedRows(
  target: DataTarget,
  of: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, RowSource>> = {},
  before?: Readonly<Record<string, unknown>>,
): Promise<{ readonly given: GivenRows | undefined; readonly recipes: Readonly<Record<string, unknown>> }> {
  const byFactory = new Map<string, readonly FixtureRow[]>()
  const recipes: Record<string, unknown> = {}
  for (const [name, source] of Object.entries(sources)) {
    const factory = of[name]
    if (!isFactory(factory)) throw noFactory(name, Object.keys(of))
    const found = await source.rowsFor(target, before?.[name])
    byFactory.set(factory.name, rowsOfEntity(found, factory.entity))
    recipes[name] = found.recipe
  }
  if (byFactory.size === 0) return { given: undefined, recipes }
  return {
    recipes,
    given(factory, asked) {
      const rows = byFactory.get(factory)
      if (rows === undefined || asked < rows.length) return rows?.[asked]
      throw new UnderstudyError('TEST_DATA_FAILED', {
        operation: `make rows of ${factory}`,
        at: factory,
        message: `row ${asked + 1} of ${factory} is asked for, and the team gives it ${rows.length}`,
        hint: 'Take more rows, or ask the factory for fewer.',
      })
    },
  }
}

function noFactory(name: string, known: readonly string[]): UnderstudyError {
  return new UnderstudyError('FACTORY_INVALID', {
    operation: 'give rows to factories',
    at: `rows.${name}`,
    message: `rows are meant for ${JSON.stringify(name)}, and no factory is called so here`,
    hint: `Name one of ${known.join(', ')}.`,
  })
}
