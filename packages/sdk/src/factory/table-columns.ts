import { type Blueprint, unmade } from './blueprint.ts'
import { placeOf } from './draw-values.ts'
import type { CallSettings } from './factory-state.ts'
import { groupBy } from './group-by.ts'
import { madeValue, type RowNode, setMade } from './row-node.ts'
import { TableRows } from './table-rows.ts'
import { isOpen, uniqueNumbers } from './unique-number.ts'

/** Fields of a table are made together, since constraints tie them to each other. */
export function fillTable({ recipes }: Blueprint, nodes: readonly RowNode[], settings: CallSettings): void {
  const fields = [...recipes].flatMap(([field, recipe]) => (recipe.by === 'source' ? [field] : []))
  const openOf = (node: RowNode) => fields.filter((field) => isOpen(node, field))
  for (const alike of groupBy(nodes, (node) => JSON.stringify([openOf(node), knownFields(node)])).values()) {
    const [first] = alike
    if (!first) continue
    const open = openOf(first)
    if (open.length === 0) continue
    const known = new Map(knownFields(first).map((field) => [field, alike.map((node) => knownValue(node, field))]))
    const made = tableRowsOf(first, settings).make({
      open,
      known,
      numbers: Float64Array.from(alike, ({ place }) => place.number),
      uniqueNumbers: (field, capacity) => uniqueNumbers(alike, capacity, field, settings),
    })
    for (const [field, values] of made) {
      for (const [i, node] of alike.entries()) setMade(node, field, values[i])
    }
  }
}

/** Fields whose values are there before any function runs. */
function knownFields({ blueprint, overrides, values }: RowNode): string[] {
  const made = [...blueprint.recipes].flatMap(([field, recipe], slot) =>
    recipe.by === 'value' || values[slot] !== unmade ? [field] : [],
  )
  return [...new Set([...made, ...Object.keys(overrides)])].sort()
}

function knownValue(node: RowNode, field: string): unknown {
  if (Object.hasOwn(node.overrides, field)) return node.overrides[field]
  const made = madeValue(node, field)
  if (made !== unmade) return made
  const recipe = node.blueprint.recipes.get(field)
  return recipe?.by === 'value' ? recipe.value : undefined
}

const tableRows = new WeakMap<object, Map<string, TableRows>>()

function tableRowsOf(node: RowNode, settings: CallSettings): TableRows {
  const { base } = node.blueprint
  const bySeed = tableRows.get(base) ?? new Map<string, TableRows>()
  tableRows.set(base, bySeed)
  const known = bySeed.get(String(settings.seed))
  if (known) return known
  const { stream, locale } = placeOf(node, settings, '')
  const made = new TableRows(base.source.table!, stream, locale)
  bySeed.set(String(settings.seed), made)
  return made
}
