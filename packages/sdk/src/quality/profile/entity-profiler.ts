import type { Batch } from '../../model/batch.ts'
import { type Stream, substream } from '../../random/stream.ts'
import { chanceOfAbove } from './chance-of-above.ts'
import { ColumnProfiler } from './column-profiler.ts'
import type { ColumnValues } from './column-values.ts'
import { CompositeKeys } from './composite-keys.ts'
import type { DependencyCandidate, EntityProfile, KeyCandidate, OrderingCandidate } from './data-profile.ts'
import { DependentPairs } from './dependent-pairs.ts'
import type { DistinctBounds } from './distinct-counter.ts'
import { FirstTexts } from './first-texts.ts'
import { OrderedPairs } from './ordered-pairs.ts'

/** Of wider entities only the first columns are looked at in pairs. */
const mostPaired = 48

/** Enough breaks would come by chance that none of them is no chance. */
const enoughByChance = 20

/** All that is told of one entity, batch by batch. */
export class EntityProfiler {
  readonly name: string
  readonly columns: ColumnProfiler[] = []
  readonly texts = new FirstTexts()
  private readonly stream: Stream
  private readonly bounds: DistinctBounds
  private readonly ordered = new OrderedPairs()
  private readonly dependent = new DependentPairs()
  private readonly composite = new CompositeKeys()
  private rows = 0

  constructor(name: string, stream: Stream, bounds: DistinctBounds) {
    this.name = name
    this.stream = substream(stream, name)
    this.bounds = bounds
  }

  add(batch: Batch): void {
    const vectors = new Map(batch.columns.map(({ name, vector }) => [name, vector]))
    for (const name of vectors.keys()) {
      if (this.columns.some((column) => column.name === name)) continue
      const column = new ColumnProfiler(name, this.stream, this.bounds)
      column.missing(this.rows)
      this.columns.push(column)
    }
    const { length } = batch
    const values = this.columns.map((column): ColumnValues => {
      const vector = vectors.get(column.name)
      if (vector !== undefined) return column.add(vector, length)
      column.missing(length)
      return { hashes: new Float64Array(length).fill(-1), numbers: undefined, scale: undefined }
    })
    this.rows += length
    this.texts.add(batch)
    const paired = values.slice(0, mostPaired)
    this.ordered.add(paired, length)
    this.dependent.add(paired, length)
    this.composite.add(paired, length)
  }

  end(): EntityProfile {
    const personal = this.texts.personal(this.name)
    const columns = this.columns.map((column) => {
      const found = personal.get(column.name)
      const profile = column.end()
      return { ...profile, ...(found === undefined ? {} : { values: undefined }), personal: found }
    })
    return {
      name: this.name,
      rows: this.rows,
      columns,
      keys: this.keys(columns),
      dependencies: this.dependencies(columns),
      orderings: this.orderings(columns),
    }
  }

  private keys(columns: EntityProfile['columns']): readonly KeyCandidate[] {
    const { rows } = this
    const single = columns
      .filter(({ distinct, nulls, type }) => distinct.unique && nulls === 0 && rows > 1 && type !== 'mixed')
      .map(({ name }) => ({ columns: [name], n: rows }))
    const several = this.composite
      .end()
      .filter(
        ({ columns: places, byChance }) =>
          byChance >= enoughByChance && places.every((place) => canBeKey(columns[place]!)),
      )
      .map(({ columns: places, n }) => ({ columns: places.map((place) => columns[place]!.name), n }))
    return [...single, ...several]
  }

  private dependencies(columns: EntityProfile['columns']): readonly DependencyCandidate[] {
    return this.dependent.end().flatMap(({ from, to, n, groups, images }): DependencyCandidate[] => {
      const [source, target] = [columns[from]!, columns[to]!]
      if (groups < 2 || images < 2 || source.type === 'mixed' || target.type === 'mixed') return []
      const agreement = agreementOf(target)
      return (n - groups) * (1 - agreement) >= enoughByChance ? [{ from: source.name, to: target.name, n, groups }] : []
    })
  }

  private orderings(columns: EntityProfile['columns']): readonly OrderingCandidate[] {
    return this.ordered.end().flatMap(({ lesser, greater, strict, n }): OrderingCandidate[] => {
      const [low, high] = [columns[lesser]!, columns[greater]!]
      if (low.numbers === undefined || high.numbers === undefined) return []
      const chance = chanceOfAbove(
        this.columns[lesser]!.numbers.sample.sorted(),
        this.columns[greater]!.numbers.sample.sorted(),
      )
      const byChance = Math.round(n * chance)
      return byChance >= enoughByChance ? [{ lesser: low.name, greater: high.name, strict, n, byChance }] : []
    })
  }
}

/** A measure that happens to differ is no key. */
function canBeKey({ type }: EntityProfile['columns'][number]): boolean {
  return (
    type === 'integer' ||
    type === 'text' ||
    type === 'uuid' ||
    type === 'date' ||
    type === 'timestamp' ||
    type === 'timestamptz'
  )
}

/** The share of pairs of rows that have the same value; nearly none where there are too many values to know. */
function agreementOf({
  values,
  rows,
  nulls,
  distinct,
}: Pick<EntityProfile['columns'][number], 'values' | 'rows' | 'nulls' | 'distinct'>): number {
  const counts = values?.map(({ count }) => count) ?? []
  const known = [...counts, nulls].reduce((sum, count) => sum + (count / rows) ** 2, 0)
  return values === undefined ? Math.max(known, 1 / Math.max(1, distinct.count)) : known
}
