import { withItem, withMoved, withValue } from '../../format/json-edits.ts'
import { type Parts, textIn } from '../../format/parts.ts'
import { freshName } from './design.ts'
import { endsOf, read, referringTo, valueAt, volumesOf, withoutAll } from './design-places.ts'

// Edits of a schema as edits of its text: each gives the text back, with everything followed that goes by the name.

export function withEntity(text: string): { readonly text: string; readonly name: string } {
  const name = freshName('entity', read(text).entities)
  const fields = [{ name: 'id', type: 'integer', kind: 'sequence' }]
  return { text: withItem(text, ['entities'], { name, fields, primaryKey: ['id'] }), name }
}

export function withEntityNamed(text: string, from: string, to: string): string {
  const design = read(text)
  const [first, second] = design.entities.filter(({ name }) => name === from)
  // Of two of one name the first gets another, and what goes by the name goes on to mean the second.
  if (first && second) return withValue(text, [...first.steps, 'name'], to)
  const isRelation = design.relations.some(({ name }) => name === from)
  const places = [
    ...design.entities.filter(({ name }) => name === from).map(({ steps }) => [...steps, 'name']),
    ...design.relations.flatMap((relation) =>
      endsOf(relation)
        .filter(({ entity }) => entity === from)
        .map(({ steps }) => [...steps, 'entity']),
    ),
    ...design.constraints.filter(({ entity }) => entity === from).map(({ steps }) => [...steps, 'entity']),
    ...volumesOf(text).flatMap(({ steps, rule }) => [
      ...(textIn(rule, 'entity') === from ? [[...steps, 'entity']] : []),
      ...(textIn(rule, 'per') === from && !isRelation ? [[...steps, 'per']] : []),
    ]),
  ]
  return places.reduce((sum, place) => withValue(sum, place, to), text)
}

/** Without the entity, and without what refers to it. */
export function withoutEntity(text: string, entity: string): string {
  const design = read(text)
  return withoutAll(text, [
    ...design.entities.filter(({ name }) => name === entity).map(({ steps }) => steps),
    ...referringTo(design, entity).map(({ steps }) => steps),
    ...volumesOf(text)
      .filter(({ rule }) => textIn(rule, 'entity') === entity || textIn(rule, 'per') === entity)
      .map(({ steps }) => steps),
  ])
}

export function withMovedEntity(text: string, from: number, to: number): string {
  return withMoved(text, ['entities'], from, to)
}

/** How many rows: a number of its own, so many per parent, or undefined for what holds for all. */
export function withVolume(text: string, entity: string, rule: Parts | undefined): string {
  const there = volumesOf(text).find((one) => textIn(one.rule, 'entity') === entity)
  if (there) return withValue(text, there.steps, rule && { entity, ...rule })
  if (rule === undefined) return text
  return withItem(withVolumes(text), ['volume', 'entities'], { entity, ...rule })
}

export function withRows(text: string, rows: number | undefined): string {
  return withValue(rows === undefined ? text : withVolumes(text), ['volume', 'rows'], rows)
}

function withVolumes(text: string): string {
  return valueAt(JSON.parse(text), ['volume']) === undefined ? withValue(text, ['volume'], {}) : text
}
