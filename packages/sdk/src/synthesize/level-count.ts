import type { ColumnPattern } from './data-patterns.ts'

/** How many levels a column has in the network, null included: of what has none of its own, whether it is there. */
export function levelCountOf({ model }: ColumnPattern): number {
  switch (model.model) {
    case 'category':
      return model.values.length + 1
    case 'number':
    case 'time':
      return (model.histogram.levels ?? model.histogram.cells).length + 1
    default:
      return 2
  }
}
