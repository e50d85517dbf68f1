import { counted } from '../../model/counted.ts'
import type { Base, ColumnPattern } from '../data-patterns.ts'
import { type ColumnDraft, type Note, nothing, presentOrNot } from './column-draft.ts'
import type { Grid } from './grid.ts'
import { gridOf } from './grid.ts'
import { learnHistogram } from './learn-histogram.ts'
import type { NumericColumn } from './sample-table.ts'

export interface NumberOptions {
  readonly rareBelow: number
  readonly mostLevels?: number | undefined
  /** What others say of it: then `rest` is what there is to learn. */
  readonly base?: { readonly base: Base; readonly rest: Float64Array; readonly whole: boolean } | undefined
}

export function learnNumber(
  column: NumericColumn,
  options: NumberOptions,
  about: Pick<ColumnPattern, 'name' | 'type' | 'nullShare'> & Partial<ColumnPattern>,
): { readonly draft: ColumnDraft; readonly notes: readonly Note[] } {
  const { rareBelow, mostLevels } = options
  const present = (row: number): boolean => !Number.isNaN(column.values[row]!)
  const own = column.values.filter((value) => !Number.isNaN(value))
  const grid = gridOf(own)
  const learned = learnHistogram(options.base?.rest ?? column.values, {
    rareBelow,
    mostLevels,
    grid: options.base && !options.base.whole ? 'none' : grid,
  })
  if (learned === undefined) {
    const message = `${counted(own.length, 'value')}, and nothing is learned of fewer than ${rareBelow}`
    return {
      draft: { pattern: { ...about, model: nothing }, ...presentOrNot(column.values.length, present) },
      notes: [{ at: about.name, code: 'too-few', message }],
    }
  }
  // What adds up goes on adding up, wherever that leads; a curve or a line is no reason to go beyond what there was.
  const { base: found } = options
  const base = found && { ...found.base, ...(found.whole ? {} : boundsOf(column.values, rareBelow, grid)) }
  const { histogram } = learned
  return {
    draft: {
      pattern: {
        ...about,
        model:
          column.kind === 'time'
            ? {
                model: 'time',
                histogram,
                unit: column.type === 'date' ? 'day' : 'microsecond',
                ...(base ? { base } : {}),
              }
            : { model: 'number', histogram, ...(grid ? { decimals: grid.decimals } : {}), ...(base ? { base } : {}) },
      },
      levels: Int32Array.from(learned.levels),
      levelCount: learned.levelCount,
      grid,
    },
    notes: [],
  }
}

/** A sum goes no further than its column did, but for what few rows had. */
function boundsOf(values: Float64Array, rareBelow: number, grid: Grid | undefined): { least?: number; most?: number } {
  const cells = learnHistogram(values, { rareBelow, grid: grid ?? 'none' })?.histogram.cells
  return cells === undefined ? {} : { least: cells[0]![0], most: cells.at(-1)![1] }
}
