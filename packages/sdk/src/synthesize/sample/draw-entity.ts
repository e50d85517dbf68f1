import type { Vector } from '../../model/batch.ts'
import { exp } from '../../random/exact-math.ts'
import { type Rows, type Stream, substream, word, words } from '../../random/stream.ts'
import type { Locale } from '../../values/locale.ts'
import { baseSum } from '../base-sum.ts'
import type { Base, ColumnPattern, EntityPattern } from '../data-patterns.ts'
import { type ColumnValues, columnValues } from './column-values.ts'
import { type HistogramDrawer, histogramDrawer } from './histogram-drawer.ts'
import { type CompiledNode, compileNode } from './network-node.ts'
import { numericVector } from './numeric-vector.ts'
import { allOrderings } from './orders.ts'
import type { SequenceRows } from './sequence-rows.ts'

export interface DrawContext {
  /** Key of the entity. */
  readonly stream: Stream
  readonly locale: Locale
  readonly rows: number
  /** Rows of which a sequence says time and state. */
  readonly sequence?: { readonly order: string; readonly state: string; readonly rows: SequenceRows } | undefined
  /** Levels of a parent's column, by the rows of the child. */
  parentLevels(through: string, column: string, rows: Rows): Int32Array
  /** How many levels that column has. */
  parentLevelCount(through: string, column: string): number
}

export type Allow = ReadonlyMap<string, Uint8Array>

/** Levels of rows; `keep` is 0 where a row has to be drawn again for what is allowed of it to be as frequent as it is. */
export interface DrawnLevels {
  readonly levels: ReadonlyMap<string, Int32Array>
  readonly keep: Uint8Array | undefined
}

/** Draws rows of one entity, any of them on its own. */
export interface EntityDrawer {
  levels(rows: Rows, nodes: NodeSet, only?: ReadonlySet<string>): DrawnLevels
  /** All columns that are no references. */
  values(rows: Rows, levels: ReadonlyMap<string, Int32Array>): Map<string, Vector>
  /** A column that depends on nothing but its row, such as a key. */
  alone(column: string, rows: Rows): Vector | undefined
  /** The network, with levels forbidden. */
  nodes(allow?: Allow): NodeSet
  /** These columns, and all before them that they depend on. */
  ancestors(columns: readonly string[]): ReadonlySet<string>
  levelCount(column: string): number
}

export type NodeSet = readonly CompiledNode[]

interface NumberColumn {
  readonly pattern: ColumnPattern
  readonly drawer: HistogramDrawer
  readonly base: Base | undefined
  readonly round: ((value: number) => number) | undefined
  readonly step: number
}

export function entityDrawer(entity: EntityPattern, context: DrawContext): EntityDrawer {
  const { stream, sequence } = context
  const streams = new Map(entity.columns.map(({ name }) => [name, substream(stream, name)]))
  const { nodes } = entity.network
  const countOf = new Map(nodes.map(({ column, levels }) => [column, levels]))
  const numbers = new Map<string, NumberColumn>()
  const others = new Map<string, ColumnValues>()
  for (const pattern of entity.columns) {
    const { name, model } = pattern
    if (model.model === 'number' || model.model === 'time') {
      const { histogram } = model
      numbers.set(name, {
        pattern,
        drawer: histogramDrawer(histogram),
        base: model.base,
        round: rounderOf(pattern),
        step: histogram.step ?? 0,
      })
    } else if (!(model.model === 'key' && (model.kind === 'reference' || model.kind === 'ordinal')))
      others.set(
        name,
        columnValues(pattern, {
          stream: streams.get(name)!,
          entity: stream,
          locale: context.locale,
          rows: context.rows,
        }),
      )
  }
  const orderings = allOrderings(entity.orderings)
  const parentsOf = (node: (typeof nodes)[number]): number[] =>
    node.parents.map(({ column, through }) =>
      through === undefined ? countOf.get(column)! : context.parentLevelCount(through, column),
    )

  return {
    alone: (column, rows) => (countOf.has(column) ? undefined : others.get(column)?.(rows, undefined)),
    levelCount: (column) => countOf.get(column) ?? 2,
    nodes: (allow) => nodes.map((node) => compileNode(node, parentsOf(node), allow?.get(node.column))),
    ancestors(columns) {
      const wanted = new Set(columns)
      for (const node of [...nodes].reverse())
        if (wanted.has(node.column))
          for (const { column, through } of node.parents) if (through === undefined) wanted.add(column)
      return wanted
    },
    levels(rows, compiled, only) {
      const levels = new Map<string, Int32Array>()
      let chance: Float64Array | undefined
      nodes.forEach((node, at) => {
        if (only && !only.has(node.column)) return
        if (node.column === sequence?.state) {
          levels.set(
            node.column,
            sequence.rows.at(rows).states.map((state) => state + 1),
          )
          return
        }
        const { tables, tableOf, width, allowed } = compiled[at]!
        const drawn = words(streams.get(node.column)!, rows)
        const [first, second] = node.parents.map(({ column, through }) =>
          through === undefined ? levels.get(column)! : context.parentLevels(through, column, rows),
        )
        const out = new Int32Array(rows.length)
        if (allowed) chance ??= new Float64Array(rows.length).fill(1)
        for (let i = 0; i < out.length; i++) {
          const config = first === undefined ? 0 : second === undefined ? first[i]! : first[i]! * width + second[i]!
          const table = tableOf[config]!
          out[i] = tables.draw(table, drawn[i]!)
          if (allowed) chance![i] = chance![i]! * allowed[table]!
        }
        levels.set(node.column, out)
      })
      if (!chance) return { levels, keep: undefined }
      const keep = new Uint8Array(rows.length)
      const luck = substream(stream, 'kept')
      for (let i = 0; i < keep.length; i++)
        keep[i] = word(luck, rows.numbers[i]!, 0, rows.attempt) < chance[i]! * 4294967296 ? 1 : 0
      return { levels, keep }
    },
    values(rows, levels) {
      const made = new Map<string, Float64Array>()
      const vectors = new Map<string, Vector>()
      const ordered = sequence && numbers.get(sequence.order)
      if (sequence && ordered) {
        const { times } = sequence.rows.at(rows)
        made.set(sequence.order, times)
        vectors.set(sequence.order, numericVector(ordered.pattern, times))
      }
      for (const { column } of nodes) {
        const number = numbers.get(column)
        if (!number) continue
        const values = number.drawer.draw(levels.get(column)!, rows, streams.get(column)!)
        if (number.base) addBase(values, number.base, made, levels)
        finish(values, number)
        keepOrder(column, values, number.step, made)
        made.set(column, values)
        vectors.set(column, numericVector(number.pattern, values))
      }
      for (const [name, draw] of others) vectors.set(name, draw(rows, levels.get(name)))
      return new Map(
        entity.columns.flatMap(({ name }) => (vectors.has(name) ? [[name, vectors.get(name)!] as const] : [])),
      )
    },
  }

  /** Orderings with columns that are made already hold by construction. */
  function keepOrder(
    column: string,
    values: Float64Array,
    step: number,
    made: ReadonlyMap<string, Float64Array>,
  ): void {
    for (const { lesser, greater, strict } of orderings) {
      const least = greater === column ? made.get(lesser) : undefined
      const most = lesser === column ? made.get(greater) : undefined
      const apart = strict ? step : 0
      // A comparison with what is absent is false, and leaves the value.
      if (least)
        for (let i = 0; i < values.length; i++) if (values[i]! < least[i]! + apart) values[i] = least[i]! + apart
      if (most) for (let i = 0; i < values.length; i++) if (values[i]! > most[i]! - apart) values[i] = most[i]! - apart
    }
  }

  function rounderOf({ model, type }: ColumnPattern): ((value: number) => number) | undefined {
    if (type === 'integer' || model.model === 'time') return Math.round
    if (model.model !== 'number' || model.decimals === undefined) return undefined
    const unit = 10 ** model.decimals
    return (value) => Math.round(value * unit) / unit
  }

  function addBase(
    values: Float64Array,
    base: Base,
    made: ReadonlyMap<string, Float64Array>,
    levels: ReadonlyMap<string, Int32Array>,
  ): void {
    const sum = baseSum(base, made, levels)
    if (base.scale === 'log') for (let i = 0; i < values.length; i++) values[i] = values[i]! * exp(sum(i))
    else for (let i = 0; i < values.length; i++) values[i] = values[i]! + sum(i)
  }

  function finish(values: Float64Array, { base, round }: NumberColumn): void {
    const least = base?.least ?? Number.NEGATIVE_INFINITY
    const most = base?.most ?? Number.POSITIVE_INFINITY
    if (!base && !round) return
    for (let i = 0; i < values.length; i++) {
      let value = values[i]!
      if (value < least) value = least
      else if (value > most) value = most
      values[i] = round ? round(value) : value
    }
  }
}
