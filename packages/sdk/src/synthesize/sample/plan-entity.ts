import type { EntityPlan } from '../../generate/entity-plan.ts'
import { joinVectors, takeVector } from '../../generate/patch.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import type { EntityDefinition } from '../../model/schema.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, rowRange, rowsAt, type Stream, substream, word } from '../../random/stream.ts'
import type { EntityPattern } from '../data-patterns.ts'
import type { Condition } from './condition.ts'
import { conditionalRows, type DrawnRows, type Wanted } from './conditional-rows.ts'
import { distinctAttempts } from './distinct-rows.ts'
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
  /** Sets of columns of which no two rows have the same values, where only drawing again keeps them. */
  readonly distinct: readonly (readonly string[])[]
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
  const drawnOnce = (rows: Rows): DrawnRows => {
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
  const plain = groups.length === 1 && groups[0]!.holds.length === 0 && wish.distinct.length === 0
  const column = (name: string, rows: Rows, vectors: ReadonlyMap<string, Vector>): Vector =>
    wish.references.get(name)?.(rows) ?? vectors.get(name)!
  const attempts = attemptsOf(wish, (rows) => {
    const { vectors } = drawnOnce(rows)
    return { length: rows.length, columns: columns.map((name) => ({ name, vector: column(name, rows, vectors) })) }
  })
  /** Rows at the attempts at which they are unlike all before them. */
  const drawn = (rows: Rows): DrawnRows => {
    const again = attempts()
    if (again.size === 0) return drawnOnce(rows)
    const places = new Map<number, number[]>()
    for (let i = 0; i < rows.length; i++) {
      const attempt = again.get(rows.numbers[i]!) ?? rows.attempt
      const some = places.get(attempt)
      if (some) some.push(i)
      else places.set(attempt, [i])
    }
    if (places.size === 1) return drawnOnce(rowsAt(rows.numbers, [...places.keys()][0]))
    const parts = [...places].map(([attempt, some]) =>
      drawnOnce(
        rowsAt(
          mapFloat64(some, (i) => rows.numbers[i]!),
          attempt,
        ),
      ),
    )
    return inOrder(parts, [...places.values()].flat())
  }
  const isUnique = new Set(pattern.columns.flatMap(({ name, unique }) => (unique === true ? [name] : [])))
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
      // What is drawn again has other values in the columns that are not its own.
      const alone = isUnique.has(field) || wish.distinct.length === 0 ? drawer.alone(field, rows) : undefined
      return alone ?? drawn(rows).vectors.get(field)!
    },
    levels(name, rows) {
      if (!plain) return drawn(rows).levels.get(name)!
      return drawer.levels(rows, groups[0]!.nodes, drawer.ancestors([name])).levels.get(name)!
    },
  }
}

/** Found when the first row is made: a plan alone does not take the time. */
function attemptsOf(
  { pattern, rows, distinct }: EntityWish,
  draw: (rows: Rows) => Pick<Batch, 'length' | 'columns'>,
): () => ReadonlyMap<number, number> {
  let found: ReadonlyMap<number, number> | undefined
  return () => {
    if (found) return found
    // Rows that refer to rows of their own entity ask for keys meanwhile, which no attempt changes.
    found = new Map()
    if (distinct.length === 0) return found
    found = distinctAttempts({
      entity: pattern.name,
      rows,
      sets: distinct,
      draw: (some) => ({ entity: pattern.name, firstRow: 0, ...draw(some) }),
    })
    return found
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
