import type { ColumnPattern, DataPatterns, EntityPattern } from '@understudy/sdk/synthesize'
import { counted, seconds as inSeconds } from '../../terminal/amounts.ts'

const shownNotes = 20

/** What was learned, a line a column, and what was not. */
export function profileLines(patterns: DataPatterns, seconds: number, out: string | undefined): string[] {
  const { entities, notes, relationships, privacy } = patterns
  return [
    ...entities.flatMap(entityLines),
    ...relationships.map(
      ({ parent, child }) =>
        `${child.entity}.${child.fields.join(', ')} → ${parent.entity}.${parent.fields.join(', ')}`,
    ),
    ...(privacy ? [`differential privacy: epsilon ${privacy.epsilon}, delta ${privacy.delta}`] : []),
    ...notes.slice(0, shownNotes).map(({ at, message }) => `note: ${at}: ${message}`),
    ...(notes.length > shownNotes
      ? [`and ${counted(notes.length - shownNotes, 'more note')} (--json lists them)`]
      : []),
    `learned of ${counted(patterns.learnedFrom.rows, 'row')} in ${inSeconds(seconds)}${out === undefined ? '; --out FILE writes the patterns' : `: ${out}`}`,
  ]
}

function entityLines({ name, rows, columns, network, orderings }: EntityPattern): string[] {
  const width = Math.min(32, Math.max(...columns.map((column) => column.name.length)))
  return [
    `${name}: ${counted(rows, 'row')}`,
    ...columns.map((column) => {
      const node = network.nodes.find((one) => one.column === column.name)
      const parents = (node?.parents ?? []).map(({ column: parent, through }) =>
        through === undefined ? parent : `${parent} of ${through}`,
      )
      const nulls = column.nullShare > 0 ? `${(100 * column.nullShare).toFixed(1)} % null` : ''
      return [
        `  ${column.name.padEnd(width)}`,
        column.type.padEnd(11),
        aboutModel(column).padEnd(34),
        nulls.padEnd(13),
        parents.length > 0 ? `by ${parents.join(' and ')}` : '',
      ]
        .join(' ')
        .trimEnd()
    }),
    ...orderings.map(({ columns: ordered, strict }) => `  ${ordered.join(strict ? ' < ' : ' ≤ ')} in all rows`),
  ]
}

function aboutModel({ model, personal }: ColumnPattern): string {
  switch (model.model) {
    case 'number':
    case 'time': {
      const own = counted(model.histogram.cells.length, 'cell')
      return model.base ? `${own} around ${model.base.terms.map(({ column }) => column).join(', ')}` : own
    }
    case 'category':
      return `${counted(model.values.length, 'value')}${model.other === undefined ? '' : `, ${counted(model.other, 'row')} rare`}`
    case 'kind':
      return `made anew: ${personal ?? model.kind}`
    case 'key':
      return `key: ${model.kind}`
    case 'shape':
      return `made by ${counted(model.shapes.length, 'shape')}`
    case 'constant':
      return model.value === null ? 'nothing' : 'a constant'
  }
}
