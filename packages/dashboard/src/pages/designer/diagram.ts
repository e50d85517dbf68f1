import { textIn } from '../../format/parts.ts'
import type { Design, EntityDesign, RelationDesign } from './design.ts'
import { type Box, type Layout, type Line, layoutOf, type Point } from './diagram-layout.ts'
import { cardinalityOf, throughOf } from './rule-words.ts'

export const rowHeight = 18
export const headHeight = 28
const letter = 6.7
/** Of more entities than these, only what is pointed with and at is drawn. */
const many = 24
const mostRows = 16

export interface DiagramRow {
  readonly name: string
  readonly type: string
  readonly isKey: boolean
  readonly isReference: boolean
}

export interface DiagramBox {
  readonly entity: EntityDesign
  readonly rows: readonly DiagramRow[]
  /** Fields that are not drawn. */
  readonly more: number
}

export interface DiagramLine {
  readonly relation: RelationDesign
  readonly parent: string
  readonly child: string
  readonly words: { readonly parent: string; readonly child: string }
}

export interface Diagram {
  readonly boxes: readonly DiagramBox[]
  readonly lines: readonly DiagramLine[]
  readonly layout: Layout
}

/** Entities of one name are one box: a schema that has two is told so as a problem. */
export function diagramOf(design: Design): Diagram {
  const entities = [...new Map(design.entities.map((entity) => [entity.name, entity])).values()]
  const isBrief = entities.length > many
  const held = new Set(
    design.relations.flatMap(({ child, type }) =>
      type === 'many-to-many' ? [] : child.fields.map((field) => `${child.entity}.${field}`),
    ),
  )
  const boxes = entities.map((entity) => boxOf(entity, held, isBrief))
  const lines = design.relations.flatMap((relation) =>
    relation.parents.map((parent) => ({
      relation,
      parent: parent.entity,
      child: relation.child.entity,
      words: cardinalityOf(relation),
      parentField: parent.fields[0],
      childField: relation.type === 'many-to-many' ? undefined : relation.child.fields[0],
    })),
  )
  const known = new Map(boxes.map((box) => [box.entity.name, box]))
  const drawn = lines.filter(({ parent, child }) => known.has(parent) && known.has(child))
  const layout = layoutOf(
    boxes.map(sizeOf),
    drawn.map(
      ({ parent, child, parentField, childField }): Line => ({
        from: parent,
        to: child,
        fromY: heightIn(known.get(parent), parentField),
        toY: heightIn(known.get(child), childField),
      }),
    ),
  )
  return { boxes, lines: drawn, layout }
}

function boxOf(entity: EntityDesign, held: ReadonlySet<string>, isBrief: boolean): DiagramBox {
  const all = entity.fields.map(({ name, definition }) => ({
    name,
    type: textIn(definition, 'type') || textIn(definition, 'kind'),
    isKey: entity.key.includes(name),
    isReference: held.has(`${entity.name}.${name}`),
  }))
  const rows = (isBrief ? all.filter(({ isKey, isReference }) => isKey || isReference) : all).slice(0, mostRows)
  return { entity, rows, more: all.length - rows.length }
}

function sizeOf({ entity, rows, more }: DiagramBox): Box {
  const longest = Math.max(
    entity.name.length + 2,
    ...rows.map(({ name, type }) => name.length + Math.min(type.length, 14) + 6),
  )
  return {
    id: entity.name,
    width: Math.min(280, Math.max(130, Math.round(longest * letter) + 24)),
    height: headHeight + (rows.length + (more > 0 ? 1 : 0)) * rowHeight + 6,
  }
}

function heightIn(box: DiagramBox | undefined, field: string | undefined): number {
  const at = box?.rows.findIndex(({ name, isKey }) => (field === undefined ? isKey : name === field)) ?? -1
  return at < 0 ? headHeight / 2 : headHeight + (at + 0.5) * rowHeight
}

/** A line through its points: level where it leaves and where it comes in. */
export function curveOf(points: Layout['lines'][number]): string {
  return points
    .map(({ x, y }, i) => {
      const before = points[i - 1]
      if (!before) return `M${x} ${y}`
      if (before.x === x || before.y === y) return `L${x} ${y}`
      const middle = (before.x + x) / 2
      return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`
    })
    .join('')
}

/** The same in words, for a table. */
export function linesInWords({
  lines,
}: Diagram): { readonly parent: string; readonly child: string; readonly how: string }[] {
  return lines.map(({ relation, parent, child, words }) => ({
    parent,
    child: relation.type === 'many-to-many' ? child : `${child} (${relation.child.fields.join(', ')})`,
    how: `${words.child} for each, which has ${words.parent}${throughOf(relation) === '' ? '' : `, by ${throughOf(relation)}`}`,
  }))
}

/** As much of a text as there is room for. */
export function cut(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / letter))
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** How large names are that fill their boxes, all alike. */
export function farSize({ layout }: Diagram): number {
  const sizes = layout.boxes.map(({ id, width, height }) => {
    const shown = Math.max(1, Math.min(id.length, Math.floor(width / letter)))
    return Math.min(height * 0.5, (width - 12) / (0.64 * shown))
  })
  return Math.min(40, ...sizes)
}

export interface DiagramLabel {
  readonly x: number
  readonly y: number
  /** On which side of the point it stands. */
  readonly side: -1 | 1
  readonly words: string
}

/** How many there are at the ends of lines: what meets in one point is said once there. */
export function labelsOf({ lines, layout }: Diagram): DiagramLabel[] {
  const labels = new Map<string, { x: number; y: number; side: -1 | 1; words: Set<string> }>()
  const note = (at: Point | undefined, next: Point | undefined, far: number, words: string) => {
    if (!at) return
    const side = next && next.x < at.x ? -1 : 1
    const key = `${at.x} ${at.y} ${side}`
    const label = labels.get(key) ?? { x: at.x + side * far, y: at.y - 5, side, words: new Set() }
    label.words.add(words)
    labels.set(key, label)
  }
  for (const [i, { words }] of lines.entries()) {
    const points = layout.lines[i] ?? []
    note(points[0], points[1], 6, words.parent)
    note(points.at(-1), points.at(-2), 12, words.child)
  }
  return [...labels.values()].map(({ words, ...label }) => ({ ...label, words: [...words].join(', ') }))
}
