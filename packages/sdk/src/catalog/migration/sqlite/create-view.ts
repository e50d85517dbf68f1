import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { mentions } from '../../analyze/sqlite/mentions.ts'
import type { View } from '../../definition.ts'

export function createView({ name, definition, options }: View): string {
  const columns = options.columns === undefined ? '' : ` (${options.columns})`
  return `CREATE VIEW ${quoteIdentifier(name)}${columns} AS ${definition}`
}

/** Each after those that it names, for people: SQLite takes them in any order. */
export function viewsInOrder(views: readonly View[]): View[] {
  const byName = new Map(views.map((view) => [view.name, view]))
  const names = new Map(views.map(({ name }) => [name.toLowerCase(), name]))
  const ordered = new Set<View>()
  const begun = new Set<View>()
  const visit = (view: View) => {
    if (begun.has(view)) return
    begun.add(view)
    for (const name of mentions(view.definition, names)) {
      const needed = byName.get(name)
      if (needed) visit(needed)
    }
    ordered.add(view)
  }
  for (const view of views) visit(view)
  return [...ordered]
}
