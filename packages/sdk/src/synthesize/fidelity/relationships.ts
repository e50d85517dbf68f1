import type { DataSchema } from '../../model/schema.ts'
import type { PairFidelity, RelationshipFidelity } from '../fidelity-report.ts'
import { comparePair, pairColumn, trendsOf } from './compare-pairs.ts'
import {
  cardinalityBoundary,
  cardinalityShape,
  childrenOf,
  type ParentRows,
  referentialIntegrity,
} from './formulas/relationship.ts'
import type { Table } from './table/cells.ts'
import { type ComparedColumn, type ComparedEntity, isNumbers } from './table/compared-columns.ts'
import { parentRows } from './table/parent-rows.ts'

/** A child's columns that hold a key of its parent. */
export interface Reference {
  readonly parent: { readonly entity: string; readonly fields: readonly string[] }
  readonly child: { readonly entity: string; readonly fields: readonly string[] }
}

/** The references of a schema that lead to one parent each; of the others, why they are left out. */
export function referencesOf({ entities, relationships = [] }: DataSchema): {
  readonly references: Reference[]
  readonly notes: string[]
} {
  const keyOf = (entity: string) => entities.find(({ name }) => name === entity)?.primaryKey
  const references: Reference[] = []
  const notes: string[] = []
  const add = (parent: string, fields: readonly string[] | undefined, child: Reference['child']) => {
    const key = fields ?? keyOf(parent)
    if (key === undefined || key.length !== child.fields.length)
      notes.push(`${child.entity} → ${parent}: not compared: the key that it refers to is not known`)
    else references.push({ parent: { entity: parent, fields: key }, child })
  }
  for (const relationship of relationships) {
    if (relationship.type === 'polymorphic')
      notes.push(`${relationship.child.entity}: not compared: its parents are of several entities`)
    else if (relationship.type === 'many-to-many') {
      const { left, right, through } = relationship
      if (through === undefined)
        notes.push(`${left.entity} – ${right.entity}: not compared: the joining entity is not named`)
      else {
        add(left.entity, left.fields, { entity: through.entity, fields: through.left })
        add(right.entity, right.fields, { entity: through.entity, fields: through.right })
      }
    } else add(relationship.parent.entity, relationship.parent.fields, relationship.child)
  }
  return { references, notes }
}

export interface Sides {
  readonly real: ReadonlyMap<string, Table>
  readonly synthetic: ReadonlyMap<string, Table>
}

/** Whether keys lead to parents, how many children parents have, and how columns of the one go with columns of the other. */
export function compareRelationship(
  { parent, child }: Reference,
  { real, synthetic }: Sides,
  entities: ReadonlyMap<string, ComparedEntity>,
): RelationshipFidelity {
  const named = { parent: parent.entity, child: child.entity }
  const nothing = {
    referentialIntegrity: null,
    cardinalityShape: null,
    cardinalityBoundary: null,
    pairs: [],
    trends: null,
  }
  const found = [real, synthetic].map((side) => {
    const parents = side.get(parent.entity)
    const children = side.get(child.entity)
    if (parents === undefined || children === undefined) return undefined
    const rows = parentRows(parents, parent.fields, children, child.fields)
    return rows && { rows, counts: childrenOf(rows, parents.rows) }
  })
  const [inReal, inSynthetic] = found
  if (inReal === undefined || inSynthetic === undefined)
    return { ...named, ...nothing, note: 'an entity or a column of the key is missing on one side' }
  const pairs = acrossPairs(inReal.rows, inSynthetic.rows, entities.get(parent.entity), entities.get(child.entity))
  return {
    ...named,
    referentialIntegrity: referentialIntegrity(inReal.rows, inSynthetic.rows),
    cardinalityShape: cardinalityShape(inReal.counts, inSynthetic.counts),
    cardinalityBoundary: cardinalityBoundary(inReal.counts, inSynthetic.counts),
    pairs,
    trends: trendsOf(pairs),
  }
}

/** Pairs of a column of the parent and one of the child, over the children that have a parent. */
function acrossPairs(
  real: ParentRows,
  synthetic: ParentRows,
  parents: ComparedEntity | undefined,
  children: ComparedEntity | undefined,
): PairFidelity[] {
  if (parents === undefined || children === undefined) return []
  const realChildren = withParent(real)
  const syntheticChildren = withParent(synthetic)
  const parentsOf = (side: ParentRows, rows: Int32Array) => rows.map((child) => side[child]!)
  const realParents = parentsOf(real, realChildren)
  const syntheticParents = parentsOf(synthetic, syntheticChildren)
  const ofParents = parents.columns.map((column) => pairColumn(atRows(column, realParents, syntheticParents)))
  const ofChildren = children.columns.map((column) => pairColumn(atRows(column, realChildren, syntheticChildren)))
  return ofParents.flatMap((a) => ofChildren.map((b) => comparePair(a, b)))
}

function withParent(rows: ParentRows): Int32Array {
  return Int32Array.from(rows.keys()).filter((child) => rows[child]! >= 0)
}

function atRows(column: ComparedColumn, real: Int32Array, synthetic: Int32Array): ComparedColumn {
  if (isNumbers(column)) {
    const at = (values: Float64Array, rows: Int32Array) => Float64Array.from(rows, (row) => values[row]!)
    return { ...column, real: at(column.real, real), synthetic: at(column.synthetic, synthetic), holdout: undefined }
  }
  const at = (codes: Int32Array, rows: Int32Array) => rows.map((row) => codes[row]!)
  return { ...column, real: at(column.real, real), synthetic: at(column.synthetic, synthetic), holdout: undefined }
}
