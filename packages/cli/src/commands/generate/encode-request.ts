import {
  type EncodeOptions,
  encodeOptionsFor,
  encodeSlice,
  entitySlices,
  formatNamed,
  type Plan,
  type PlanOptions,
  partitionOf,
  planRows,
  type Slice,
  wholeOf,
} from '@understudy/sdk'
import type { DataPatterns, SynthesisOptions } from '@understudy/sdk/synthesize'
import type { Partition } from './partition.ts'

/** All that it takes to make the same bytes anywhere: plain data, for a worker too. */
export interface EncodeRequest {
  readonly make:
    | {
        readonly schema: unknown
        readonly options: Omit<PlanOptions, 'patterns'>
        readonly patterns?: DataPatterns | undefined
      }
    | { readonly patterns: DataPatterns; readonly options: SynthesisOptions }
  readonly partition: Partition | undefined
  readonly format: string
  /** Of this entity alone. */
  readonly entity: string | undefined
  /** Whether each entity has a file of its own. */
  readonly apart: boolean
  readonly encode: EncodeOptions
}

/** Some rows of one entity, encoded. */
export interface EncodedPiece {
  readonly entity: string
  readonly rows: number
  readonly bytes: Uint8Array
}

export interface EncodeJob {
  readonly plan: Plan
  readonly slice: Slice
  /** Rows that are asked for: of the slice, and of one entity where only that is. */
  readonly rows: number
  /** The slice cut into tasks that any process may do; put together in order they are the whole. */
  readonly tasks: readonly Slice[]
  /** Pieces of a task in order; each is valid until the next one is asked for. */
  pieces(task: Slice): Generator<EncodedPiece>
}

/** Enough that a task outweighs its handing over, small enough that a few of them are no memory to speak of. */
const rowsOfTask = 16_384

export async function encodeJob(request: EncodeRequest): Promise<EncodeJob> {
  const plan = await planOf(request.make)
  const slice = request.partition ? partitionOf(plan, request.partition.number, request.partition.of) : wholeOf(plan)
  const format = formatNamed(request.format)
  const options = encodeOptionsFor(plan, format, request.apart || request.entity !== undefined, request.encode)
  const wanted = (entity: string): boolean => request.entity === undefined || request.entity === entity
  return {
    plan,
    slice,
    rows: entitySlices(plan, slice).reduce((sum, part) => sum + (wanted(part.plan.entity.name) ? part.rows : 0), 0),
    tasks: format.sliceable ? tasksOf(plan, slice) : [slice],
    *pieces(task) {
      for (const part of encodeSlice(plan, task, format, options)) {
        if (!part.touched || !wanted(part.entity)) continue
        for (const { bytes, rows } of part.pieces()) yield { entity: part.entity, rows, bytes }
      }
    },
  }
}

async function planOf(make: EncodeRequest['make']): Promise<Plan> {
  // Who generates of a schema alone does not wait for what synthesis needs.
  if ('schema' in make && make.patterns === undefined) return planRows(make.schema, make.options)
  const { learnedColumns, planSynthesis } = await import('@understudy/sdk/synthesize')
  if ('schema' in make) return planRows(make.schema, { ...make.options, patterns: learnedColumns(make.patterns) })
  return planSynthesis(make.patterns, make.options)
}

/** Cuts fall between entities and at multiples of rowsOfTask within them, wherever the slice itself begins. */
function tasksOf(plan: Plan, slice: Slice): Slice[] {
  const tasks: Slice[] = []
  let start = 0
  for (const part of entitySlices(plan, slice)) {
    const end = part.first + part.rows
    for (let at = part.first; at < end; ) {
      const next = Math.min(end, (Math.floor(at / rowsOfTask) + 1) * rowsOfTask)
      tasks.push({ first: start + at, rows: next - at })
      at = next
    }
    start += part.plan.rows
  }
  return tasks.length > 0 ? tasks : [slice]
}
