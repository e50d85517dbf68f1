import type { EntityPlan } from '../../generate/entity-plan.ts'
import { joinVectors, takeVector } from '../../generate/patch.ts'
import type { Vector } from '../../model/batch.ts'
import type { EntityDefinition } from '../../model/schema.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, rowRange, rowsAt, type Stream, substream, word } from '../../random/stream.ts'
import type { EntityPattern } from '../data-patterns.ts'
import type { Condition } from './condition.ts'
import { conditionalRows, type DrawnRows, type Wanted } from './conditional-rows.ts'
import type { EntityDrawer } from './draw-entity.ts'

export interface EntityWish {
  readonly pattern: EntityPattern
  readonly definition: EntityDefinition
  readonly rows: number
  readonly drawer: EntityDrawer
  readonly stream: Stream
  /** Of all rows; rules among them. */
  readonly where: readonly Condition[]
  /** Conditions that a share of the rows meets. */
  readonly reweight: readonly { readonly condition: Condition; readonly share: number }[]
  /** Columns that hold keys of other rows. */
  readonly references: ReadonlyMap<string, (rows: Rows) => Vector>
}

interface Group extends Wanted {
  /** Rows whose word lies below it, and not below the one before, are of the group. */
  readonly below: number
}

/** The plan of one entity: what generation, partitions and workers take. */
export interface SampledEntity extends EntityPlan {
  /** Levels of a column, for children that depend on them. */
  levels(column: string, rows: Rows): Int32Array
}

export function planSampledEntity(wish: EntityWish): SampledEntity {
  const { pattern, drawer, stream } = wish
  const groups = groupsOf(wish)
  const columns = pattern.columns.map(({ name }) => name)
  const choice = substream(stream, 'group')
  const drawn = (rows: Rows): DrawnRows => {
    if (groups.length === 1) return conditionalRows(drawer, rows, groups[0]!, pattern.name)
    const places: number[][] = groups.map(() => [])
    for (let i = 0; i < rows.length; i++) {
      const luck = word(choice, rows.numbers[i]!)
      places[groups.findIndex(({ below }) => luck < below)]!.push(i)
    }
    const parts = groups.flatMap((group, at) => {
      const own = places[at]!
      const some = rowsAt(
        mapFloat64(own, (i) => rows.numbers[i]!),
        rows.attempt,
      )
      return own.length === 0 ? [] : [conditionalRows(drawer, some, group, pattern.name)]
    })
    return inOrder(parts, places.flat())
  }
  const plain = groups.length === 1 && groups[0]!.holds.length === 0
  const column = (name: string, rows: Rows, vectors: ReadonlyMap<string, Vector>): Vector =>
    wish.references.get(name)?.(rows) ?? vectors.get(name)!
  return {
    entity: wish.definition,
    rows: wish.rows,
    columns,
    unchecked: [],
    batch(first, length) {
      const rows = rowRange(first, length)
      const { vectors } = drawn(rows)
      return {
        entity: pattern.name,
        firstRow: first,
        length,
        columns: columns.map((name) => ({ name, vector: column(name, rows, vectors) })),
      }
    },
    values(field, rows) {
      const reference = wish.references.get(field)
      if (reference) return reference(rows)
      return drawer.alone(field, rows) ?? drawn(rows).vectors.get(field)!
    },
    levels(name, rows) {
      if (!plain) return drawn(rows).levels.get(name)!
      return drawer.levels(rows, groups[0]!.nodes, drawer.ancestors([name])).levels.get(name)!
    },
  }
}

/** Rows of several draws, each at its place. */
function inOrder(parts: readonly DrawnRows[], places: readonly number[]): DrawnRows {
  const order = new Array<number>(places.length)
  places.forEach((place, i) => {
    order[place] = i
  })
  const [first, ...rest] = parts
  const vectors = new Map(
    [...first!.vectors].map(([name, vector]) => [
      name,
      takeVector(joinVectors([vector, ...rest.map((part) => part.vectors.get(name)!)]), order),
    ]),
  )
  const levels = new Map(
    [...first!.levels.keys()].map((name) => {
      const all = parts.flatMap((part) => Array.from(part.levels.get(name)!))
      return [name, Int32Array.from(order, (i) => all[i]!)]
    }),
  )
  return { vectors, levels }
}

function groupsOf({ drawer, where, reweight }: EntityWish): Group[] {
  const allow = (conditions: readonly Condition[]): Map<string, Uint8Array> => {
    const all = new Map<string, Uint8Array>()
    for (const condition of conditions)
      for (const [name, levels] of condition.allow) {
        const known = all.get(name)
        all.set(name, known ? levels.map((one, i) => (one === 1 && known[i] === 1 ? 1 : 0)) : levels)
      }
    return all
  }
  const groups: Group[] = []
  let below = 0
  const earlier: Condition[] = []
  for (const { condition, share } of reweight) {
    below += share * 4294967296
    const holds = [...where, condition]
    groups.push({ below, holds, fails: [...earlier], nodes: drawer.nodes(allow(holds)) })
    earlier.push(condition)
  }
  groups.push({
    below: 4294967296,
    holds: where,
    fails: earlier,
    nodes: drawer.nodes(where.length > 0 ? allow(where) : undefined),
  })
  return groups
}
