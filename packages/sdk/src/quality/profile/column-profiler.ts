import type { Vector } from '../../model/batch.ts'
import type { FieldType } from '../../model/schema.ts'
import { type Stream, substream } from '../../random/stream.ts'
import { type Cells, cellsOf } from './cells.ts'
import { type ColumnValues, type Scale, scaleOf } from './column-values.ts'
import type { ColumnProfile } from './data-profile.ts'
import { type DistinctBounds, DistinctCounter } from './distinct-counter.ts'
import { FormatCounts } from './format-counts.ts'
import { NumberStats } from './number-stats.ts'

import { ReadAs } from './read-as.ts'
import { TextStats } from './text-stats.ts'
import { ValueCounts } from './value-counts.ts'

/** Values that are kept, each with how often it stood there; with more of them a column is no list of choices. */
const mostValues = 256

/** All that is told of one column, value by value. */
export class ColumnProfiler {
  readonly name: string
  readonly distinct: DistinctCounter
  readonly numbers: NumberStats
  private readonly readAs = new ReadAs()
  private readonly texts = new TextStats()
  private readonly formats = new FormatCounts()
  private readonly counts = new ValueCounts(mostValues)
  private readonly types = new Set<FieldType>()
  private rows = 0
  private present = 0
  /** Every text so far is one of these. */
  private scale: Scale | undefined
  private comparable = true

  constructor(name: string, stream: Stream, bounds: DistinctBounds) {
    this.name = name
    this.distinct = new DistinctCounter(bounds)
    this.numbers = new NumberStats(substream(stream, name))
  }

  /** Rows before the first batch that had the column hold no value of it. */
  missing(rows: number): void {
    this.rows += rows
  }

  add(vector: Vector, length: number): ColumnValues {
    const cells = cellsOf(vector)
    const { nulls } = cells
    const hashes = new Float64Array(length).fill(-1)
    const numbers = new Float64Array(length).fill(Number.NaN)
    let present = 0
    for (let row = 0; row < length; row++) {
      if (nulls !== undefined && nulls[row] === 1) continue
      present++
      const hash = cells.hash(row)
      hashes[row] = hash
      this.distinct.add(hash)
      if (this.counts.given) this.counts.add(cells.value(row))
      const number = this.numberOf(cells, row)
      if (number !== undefined) {
        numbers[row] = number
        this.numbers.add(number)
      } else if (cells.text !== undefined || cells.number === undefined) this.comparable = false
    }
    this.rows += length
    this.present += present
    if (present > 0) this.types.add(cells.type)
    this.scale = cells.text === undefined ? scaleOf(cells.type) : scaleOf(this.readAs.type())
    return { hashes, numbers: present > 0 && this.comparable ? numbers : undefined, scale: this.scale }
  }

  end(): Omit<ColumnProfile, 'personal'> {
    const type = typeOf(this.types)
    const readsAs = type === 'text' ? this.readAs.type() : undefined
    return {
      name: this.name,
      type,
      readsAs,
      rows: this.rows,
      nulls: this.rows - this.present,
      distinct: this.distinct.count(),
      numbers:
        this.comparable && scaleOf(readsAs ?? (type === 'mixed' || type === 'unknown' ? undefined : type))
          ? this.numbers.end()
          : undefined,
      text: type === 'text' ? this.texts.end(this.formats.end()) : undefined,
      values: this.present === 0 ? undefined : this.counts.end(),
    }
  }

  private numberOf(cells: Cells, row: number): number | undefined {
    if (cells.text === undefined) return cells.number?.(row)
    const text = cells.text(row)
    this.texts.add(text)
    this.formats.add(text)
    return this.readAs.add(text)
  }
}

const widths: readonly FieldType[] = ['integer', 'decimal', 'float']

/** Numbers of several types are the widest of these. */
function typeOf(types: ReadonlySet<FieldType>): ColumnProfile['type'] {
  const [only] = types
  if (only === undefined) return 'unknown'
  if (types.size === 1) return only
  return [...types].every((type) => widths.includes(type))
    ? (widths.findLast((type) => types.has(type)) ?? 'mixed')
    : 'mixed'
}
