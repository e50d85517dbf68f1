import { UnderstudyError } from '../errors.ts'
import type { Recipe } from './blueprint.ts'
import { type Column, kindColumn } from './column.ts'
import { placeOf, rememberedColumn } from './draw-values.ts'
import type { CallSettings } from './factory-state.ts'
import { groupBy } from './group-by.ts'
import { isPlain } from './merge.ts'
import type { RowNode } from './row-node.ts'

/** Makes all values of kinds at once, field by field: what a call or an association gives is left out. */
export function fillColumns(nodes: readonly RowNode[], settings: CallSettings): void {
  for (const alike of groupBy(nodes, ({ blueprint }) => blueprint).values()) {
    const [first] = alike
    if (!first) continue
    for (const [field, recipe] of first.blueprint.recipes) {
      if (recipe.by !== 'kind' && recipe.by !== 'source') continue
      const open = alike.filter((node) => isOpen(node, field))
      if (open.length === 0) continue
      const column = columnOf(first, field, recipe, settings)
      const numbers = Float64Array.from(open, (node) => uniqueNumber(node, column, field, settings))
      const values = column.values(numbers)
      open.forEach((node, i) => void node.values.set(field, values[i]))
    }
  }
}

function isOpen({ overrides, links }: RowNode, field: string): boolean {
  if (Object.hasOwn(overrides, field) && !isPlain(overrides[field])) return false
  for (const { key } of links.values()) if (key.fields.includes(field)) return false
  return true
}

function columnOf(
  node: RowNode,
  field: string,
  recipe: Extract<Recipe, { by: 'kind' | 'source' }>,
  settings: CallSettings,
): Column {
  const make = () => {
    const place = placeOf(node, settings, field)
    return recipe.by === 'kind' ? kindColumn(recipe, place) : recipe.field.column(place)
  }
  try {
    return rememberedColumn(settings.seed, recipe, `${node.blueprint.base.name} ${field}`, make)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    const at = `${node.blueprint.base.name}.${field}`
    const { code, operation, message, hint, details } = thrown
    throw new UnderstudyError(code, { operation, at, message: `${at}: ${message}`, hint, details, cause: thrown })
  }
}

/** What numbers a wide domain is counted by: lanes of a thousand million and more. */
const wide = 1_000_000_000

/**
 * The number that a unique value is made from. Where the domain is wide, it is the row's own. Where it is not, rows that
 * were asked for take it from the start and those that came along from the end, until they meet.
 */
function uniqueNumber(
  node: RowNode,
  { capacity }: Column,
  field: string,
  { worker, counters, seed }: CallSettings,
): number {
  const { number, arrival } = node.place
  if (capacity === undefined || capacity >= wide * worker.of) return number
  const mine = Math.floor((capacity - worker.id + worker.of - 1) / worker.of)
  const { base } = node.blueprint
  const { came } = counters.of(base.name, seed)
  const slot = 'asked' in arrival ? arrival.asked : mine - 1 - arrival.came
  const meets = 'asked' in arrival ? slot >= mine - came : slot < counters.of(base.name, seed).asked
  if (slot >= 0 && !meets) return slot * worker.of + worker.id
  throw new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: `make rows of ${base.name}`,
    at: `${base.name}.${field}`,
    message: `${base.name}.${field} is unique and has ${mine} values, and more rows are asked for`,
    hint: `Make fewer rows of ${base.name}, widen what ${field} may be, or leave unique() out.`,
    details: { capacity: mine, worker: worker.id, workers: worker.of },
  })
}
