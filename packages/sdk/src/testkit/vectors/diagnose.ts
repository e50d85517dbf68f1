import { mean } from './score/estimate.ts'
import type { SearchScore } from './score/score-search.ts'
import type { FoundRows } from './search/run-search.ts'
import type { SearchedColumn } from './search/searched-column.ts'
import type { VectorIndex } from './search/vector-indexes.ts'
import { operatorClass, type VectorMetric } from './vector-metric.ts'

export const diagnosisNames = [
  'duplicates',
  'ties',
  'short-lists',
  'wrong-operator-class',
  'sequential-scan',
  'foreign-rows',
  'unordered',
] as const
export type DiagnosisName = (typeof diagnosisNames)[number]

/** What a bare count of recall does not show, or shows wrongly. */
export interface Diagnosis {
  readonly name: DiagnosisName
  /** Ties are none: they only make a count of keys worthless. */
  readonly fault: boolean
  readonly message: string
  readonly hint: string
}

export interface Searched {
  readonly score: SearchScore
  readonly found: Pick<FoundRows, 'indexes'>
}

export interface Tolerance {
  /** Whether a search that reads no index of vectors is a fault. */
  readonly expectIndex: boolean
  /** The share of answers that may be too short: an index that finds nearly all leaves a row out now and then. */
  readonly short: number
}

export function diagnose(
  searched: readonly Searched[],
  column: SearchedColumn,
  { expectIndex, short }: Tolerance,
): Diagnosis[] {
  return [
    duplicates(searched),
    ties(searched),
    shortLists(searched, short),
    operatorClasses(searched, column, expectIndex),
    sequentialScan(searched, column, expectIndex),
    foreignRows(searched),
    unordered(searched),
  ].filter((one) => one !== undefined)
}

function duplicates(searched: readonly Searched[]): Diagnosis | undefined {
  const twice = searched.filter(({ score }) => score.duplicates > 0)
  if (twice.length === 0) return undefined
  return {
    name: 'duplicates',
    fault: true,
    message: `${share(twice, searched)} answers hold a row more than once; counted once each, ${recallAnd(twice)}`,
    hint: 'Look for a join or a union in the search that repeats rows.',
  }
}

/** Equal rows at the border of the k: a count of keys takes a right answer for a wrong one. */
function ties(searched: readonly Searched[]): Diagnosis | undefined {
  const tied = searched.filter(({ score }) => score.tied && (score.idOverlap ?? 1) < (score.precision ?? 0))
  if (tied.length === 0) return undefined
  return {
    name: 'ties',
    fault: false,
    message: `Of ${share(tied, searched)} queries several rows are as far as the last of the k nearest, and any of them is right: ${recallAnd(tied)}`,
    hint: 'Score by distance, as is done here; add a second key to the order where users must see the same rows each time.',
  }
}

function shortLists(searched: readonly Searched[], tolerated: number): Diagnosis | undefined {
  const short = searched.filter(({ score }) => score.short)
  if (short.length === 0) return undefined
  const returned = Math.min(...short.map(({ score }) => score.returned))
  const possible = Math.max(...short.map(({ score }) => score.possible))
  return {
    name: 'short-lists',
    fault: short.length > tolerated * searched.length,
    message: `${share(short, searched)} answers are too short: down to ${returned} rows where ${possible} could be found; ${recallAnd(short)}`,
    hint: 'Give hnsw.ef_search at least k, or ivfflat.probes more; with a condition, set hnsw.iterative_scan (or ivfflat.iterative_scan), or make a partial index.',
  }
}

/** Where an index orders by another metric than the one that decides, it is passed over, or it answers another question. */
function operatorClasses(
  searched: readonly Searched[],
  { indexes, metric, type }: SearchedColumn,
  expectIndex: boolean,
): Diagnosis | undefined {
  const used = new Set(searched.flatMap(({ found }) => found.indexes))
  const others = indexes.filter((index) => !index.expression && index.metric !== null && index.metric !== metric)
  const wrongUsed = others.filter(({ name }) => used.has(name))
  const idle = expectIndex && used.size === 0 && !indexes.some((index) => fits(index, metric)) ? others : []
  const [wrong] = [...wrongUsed, ...idle]
  if (wrong === undefined) return undefined
  const what = wrongUsed.length > 0 ? 'answers by another metric than the one that decides' : 'cannot be read'
  return {
    name: 'wrong-operator-class',
    fault: true,
    message: `The index ${wrong.name} ${what}: its operator class is ${wrong.operatorClass}, and distance is ${metric}`,
    hint: `Make the index with ${operatorClass(type, metric)}, or search by the operator of ${wrong.metric ?? 'its metric'}.`,
  }
}

function fits({ expression, metric: own }: VectorIndex, metric: VectorMetric): boolean {
  return !expression && own === metric
}

function sequentialScan(
  searched: readonly Searched[],
  { indexes, metric }: SearchedColumn,
  expectIndex: boolean,
): Diagnosis | undefined {
  const scanned = searched.filter(({ found }) => found.indexes.length === 0)
  const index = indexes.find((one) => fits(one, metric))
  const other = indexes.find(({ expression }) => expression)
  if (!expectIndex || scanned.length === 0 || (!index && !other && indexes.length > 0)) return undefined
  const passedOver = index ? `, though ${index.name} fits` : ': there is none over the column itself'
  return {
    name: 'sequential-scan',
    fault: true,
    message: `${share(scanned, searched)} searches read no index of vectors${passedOver}; that they find everything says nothing of an index`,
    hint: index
      ? passedOverHint(index)
      : other
        ? `Search by the expression that ${other.name} is over, or make an index of the column.`
        : 'Make an index, or say that none is expected.',
  }
}

function passedOverHint({ valid, name }: VectorIndex): string {
  return valid
    ? 'Order by the operator itself, ascending, with a LIMIT: ORDER BY column <=> query LIMIT k. An expression over it, DESC, or a table that is cheaper to scan makes the planner pass it over.'
    : `Make ${name} anew: it was left half done (REINDEX INDEX CONCURRENTLY).`
}

function foreignRows(searched: readonly Searched[]): Diagnosis | undefined {
  const foreign = searched.filter(({ score }) => score.foreign > 0)
  if (foreign.length === 0) return undefined
  return {
    name: 'foreign-rows',
    fault: true,
    message: `${share(foreign, searched)} answers hold rows that do not meet the condition, have no vector, or are not in the table`,
    hint: 'Give the search the condition that decides, and look whether it reads a copy that is behind.',
  }
}

function unordered(searched: readonly Searched[]): Diagnosis | undefined {
  const wrong = searched.filter(({ score }) => score.unordered)
  if (wrong.length === 0) return undefined
  return {
    name: 'unordered',
    fault: false,
    message: `${share(wrong, searched)} answers are not in the order of their distances`,
    hint: 'relaxed_order of iterative scans does this: sort what was found once more, where the order is seen.',
  }
}

function share(some: readonly unknown[], all: readonly unknown[]): string {
  return `${some.length} of ${all.length}`
}

function recallAnd(searched: readonly Searched[]): string {
  const recall = mean(searched.map(({ score }) => score.recall ?? 1))
  const overlaps = searched.flatMap(({ score }) => score.idOverlap ?? [])
  const counted = overlaps.length === 0 ? 'nothing' : mean(overlaps).toFixed(3)
  return `recall is ${recall.toFixed(3)}, where a count of keys says ${counted}`
}
