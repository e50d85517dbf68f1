import type { Histogram } from '../data-patterns.ts'
import { type Grid, gridOf } from './grid.ts'

export interface HistogramOptions {
  /** No cell is of fewer rows, and no edge is a value of fewer. */
  readonly rareBelow: number
  readonly mostCells?: number | undefined
  readonly mostLevels?: number | undefined
  /** Differences of columns are on the grid of what they are added to, not on their own. */
  readonly grid?: Grid | 'none' | undefined
}

/** A histogram, and the level of each value: 0 where it is absent, else from 1. */
export interface LearnedHistogram {
  readonly histogram: Histogram
  readonly levels: Uint16Array
  /** How many levels there are, absence included. */
  readonly levelCount: number
  readonly grid: Grid | undefined
}

const mostSpikes = 160

interface Cell {
  low: number
  high: number
  rows: number
}

/** Undefined where fewer rows than `rareBelow` have a value: what so few say is theirs. */
export function learnHistogram(values: Float64Array, options: HistogramOptions): LearnedHistogram | undefined {
  const { rareBelow } = options
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const rows = sorted.length
  if (rows < rareBelow) return undefined
  const { distinct, counts } = counted(sorted)
  const grid = options.grid === 'none' ? undefined : (options.grid ?? gridOf(distinct))
  const cells = cellsOf(distinct, counts, rows, grid, options)
  const mostLevels = options.mostLevels ?? levelsFor(rows)
  const sizes = levelSizes(cells, rows, mostLevels, gapOf(distinct))
  const levelOfCell = new Uint16Array(cells.length)
  let at = 0
  sizes.forEach((size, level) => {
    for (let i = 0; i < size; i++) levelOfCell[at++] = level + 1
  })
  const lows = Float64Array.from(cells, ({ low }) => low)
  const levels = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i]!)) levels[i] = levelOfCell[lastAtMost(lows, values[i]!)]!
  return {
    histogram: {
      cells: cells.map(({ low, high, rows: weight }) => [low, high, weight]),
      ...(sizes.some((size) => size > 1) ? { levels: sizes } : {}),
      ...(grid ? { step: grid.step } : {}),
    },
    levels,
    levelCount: sizes.length + 1,
    grid,
  }
}

/** As many as the rows can tell apart. */
function levelsFor(rows: number): number {
  return Math.max(6, Math.min(32, Math.floor(Math.sqrt(rows) / 4)))
}

function counted(sorted: Float64Array): { distinct: number[]; counts: number[] } {
  const distinct: number[] = []
  const counts: number[] = []
  for (const value of sorted) {
    if (value === distinct.at(-1)) counts[counts.length - 1]!++
    else {
      distinct.push(value)
      counts.push(1)
    }
  }
  return { distinct, counts }
}

/** Values that many rows share stand alone, the others in ranges between them. */
function cellsOf(
  distinct: readonly number[],
  counts: readonly number[],
  rows: number,
  grid: Grid | undefined,
  { rareBelow, mostCells = 512 }: HistogramOptions,
): Cell[] {
  let shared = Math.max(2 * rareBelow, Math.ceil(rows / 500))
  const heavy = counts.filter((count) => count >= shared).sort((a, b) => b - a)
  if (heavy.length > mostSpikes) shared = heavy[mostSpikes]! + 1
  const enough = Math.max(2 * rareBelow, Math.ceil(rows / mostCells))
  const apart = gapOf(distinct)
  const cells: Cell[] = []
  let open: Cell | undefined
  const close = (): void => {
    if (!open) return
    const last = cells.at(-1)
    if (open.rows >= rareBelow || !last) cells.push(open)
    // So few are drawn as their neighbours are.
    else if (last.low === last.high) last.rows += open.rows
    else {
      last.high = open.high
      last.rows += open.rows
    }
    open = undefined
  }
  distinct.forEach((value, i) => {
    const count = counts[i]!
    if (count >= shared) {
      close()
      cells.push({ low: value, high: value, rows: count })
      return
    }
    if (open && (open.rows >= enough || (value - open.high > apart && open.rows >= rareBelow))) close()
    if (open) {
      open.high = value
      open.rows += count
    } else open = { low: value, high: value, rows: count }
  })
  close()
  if (cells.length > 1 && cells[0]!.rows < rareBelow) {
    const [first] = cells.splice(0, 1)
    cells[0]!.rows += first!.rows
  }
  return widened(cells, withinTails(distinct, counts, rareBelow), grid)
}

/** What lies further apart than this is not one range: nobody has the values between. */
function gapOf(distinct: readonly number[]): number {
  return ((distinct.at(-1) ?? 0) - (distinct[0] ?? 0)) / 20
}

/** The lowest and the highest value that may be drawn: few rows are beyond, and neither is the value of one of those. */
function withinTails(distinct: readonly number[], counts: readonly number[], rareBelow: number): [number, number] {
  const end = (from: number, step: 1 | -1): number => {
    let passed = 0
    let near: number | undefined
    for (let i = from; i >= 0 && i < distinct.length; i += step) {
      passed += counts[i]!
      if (near === undefined && passed >= rareBelow) near = distinct[i]!
      if (passed >= 2 * rareBelow) {
        const outermost = distinct[from]!
        if (near === outermost || near === undefined) return outermost
        const beyond = 2 * near - distinct[i]!
        const inside = step === 1 ? beyond > outermost : beyond < outermost
        return inside ? beyond : (near + outermost) / 2
      }
    }
    // So few rows have no tails: the ends are drawn in.
    return ((near ?? distinct[from]!) + distinct[distinct.length >> 1]!) / 2
  }
  return [end(0, 1), end(distinct.length - 1, -1)]
}

/** Ranges end halfway to their neighbours, so that no end is a value of one row; on a grid they end on it, a step apart. */
function widened(cells: readonly Cell[], [lowest, highest]: readonly [number, number], grid: Grid | undefined): Cell[] {
  const unit = grid ? 10 ** grid.decimals : 1
  const size = grid ? Math.round(grid.step * unit) : 1
  const steps = (value: number): number => Math.round((value * unit * 1e3) / size) / 1e3
  const placed = (step: number): number => (step * size) / unit
  return cells.map((cell, i) => {
    const before = cells[i - 1]
    const after = cells[i + 1]
    if (cell.low === cell.high) return cell
    // Not far into what nobody has, but further than the last value.
    const spacing = (cell.high - cell.low) / Math.max(1, Math.min(cell.rows, 20))
    const first = before ? Math.max((before.high + cell.low) / 2, cell.low - spacing) : lowest
    const last = after ? Math.min((cell.high + after.low) / 2, cell.high + spacing) : highest
    if (!grid) return { low: shortened(first), high: shortened(Math.max(first, last)), rows: cell.rows }
    const low = placed(before ? Math.floor(steps(first)) + 1 : Math.ceil(steps(first)))
    return { low, high: Math.max(low, placed(Math.floor(steps(last)))), rows: cell.rows }
  })
}

/** Seven digits say where a range ends, and fewer of what is in it. */
const shortened = (value: number): number => Number(value.toPrecision(7))

/** Neighbouring cells are one level until it has its share of the rows; a cell that has it alone is one alone. */
function levelSizes(cells: readonly Cell[], rows: number, most: number, apart: number): number[] {
  if (cells.length <= most) return cells.map(() => 1)
  const share = rows / most
  const sizes: number[] = []
  let size = 0
  let held = 0
  for (const [i, cell] of cells.entries()) {
    const before = cells[i - 1]
    const isApart = before !== undefined && cell.low - before.high > apart && held >= share / 5
    if (size > 0 && (isApart || held + cell.rows > share * 1.5 || (cell.low === cell.high && cell.rows >= share))) {
      sizes.push(size)
      size = 0
      held = 0
    }
    size++
    held += cell.rows
    if (held >= share) {
      sizes.push(size)
      size = 0
      held = 0
    }
  }
  if (size > 0) sizes.push(size)
  return sizes
}

/** The last index whose entry is <= value; 0 where none is. */
function lastAtMost(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle
  }
  return low
}
