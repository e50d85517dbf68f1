import { UnderstudyError } from '../errors.ts'
import type { Recipe } from './blueprint.ts'
import { type Column, kindColumn } from './column.ts'
import { placeOf, rememberedColumn } from './draw-values.ts'
import type { CallSettings } from './factory-state.ts'
import { groupBy } from './group-by.ts'
import { type RowNode, setMade } from './row-node.ts'
import { fillTable } from './table-columns.ts'
import { openNodes, uniqueNumbers } from './unique-number.ts'

/** Makes all values of kinds at once, field by field: what a call or an association gives is left out. */
export function fillColumns(nodes: readonly RowNode[], settings: CallSettings): void {
  for (const alike of groupBy(nodes, ({ blueprint }) => blueprint).values()) {
    const [first] = alike
    if (!first) continue
    for (const [field, recipe] of first.blueprint.recipes) {
      if (recipe.by !== 'kind' && (recipe.by !== 'source' || !recipe.field.column)) continue
      const open = openNodes(alike, field)
      if (open.length === 0) continue
      const column = columnOf(first, field, recipe, settings)
      const values = column.values(uniqueNumbers(open, column.capacity, field, settings))
      for (let i = 0; i < values.length; i++) setMade(open[i]!, field, values[i])
    }
    if (first.blueprint.base.source.table) fillTable(first.blueprint, alike, settings)
  }
}

function columnOf(
  node: RowNode,
  field: string,
  recipe: Extract<Recipe, { by: 'kind' | 'source' }>,
  settings: CallSettings,
): Column {
  const make = () => {
    const place = placeOf(node, settings, field)
    return recipe.by === 'kind' ? kindColumn(recipe, place) : recipe.field.column!(place)
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
