import { UnderstudyError } from '../errors.ts'
import type { Batch } from '../model/batch.ts'
import type { EntityPlan } from './entity-plan.ts'
import type { Plan } from './plan.ts'

/** A contiguous part of the global row order: all rows of the first entity, then of the second, and so on. */
export interface Slice {
  readonly first: number
  readonly rows: number
}

/** What of one entity lies inside a slice. */
export interface EntitySlice {
  readonly plan: EntityPlan
  readonly first: number
  readonly rows: number
}

export const BATCH_ROWS = 4096

export function wholeOf(plan: Plan): Slice {
  return { first: 0, rows: plan.rows }
}

/** Part `number` (from 1) of `of`: parts differ by one row at the most and together are the whole. */
export function partitionOf(plan: Plan, number: number, of: number): Slice {
  if (!Number.isInteger(number) || !Number.isInteger(of) || number < 1 || number > of) {
    throw new UnderstudyError('PARTITION_INVALID', {
      operation: 'cut into partitions',
      message: `${number}/${of} is no partition`,
    })
  }
  const first = Math.floor((plan.rows * (number - 1)) / of)
  return { first, rows: Math.floor((plan.rows * number) / of) - first }
}

/** Every entity of the plan with its share of the slice, those with no rows in it included. */
export function entitySlices(plan: Plan, slice: Slice): EntitySlice[] {
  let start = 0
  return plan.entities.map((entity) => {
    const from = Math.min(Math.max(slice.first - start, 0), entity.rows)
    const to = Math.min(Math.max(slice.first + slice.rows - start, 0), entity.rows)
    start += entity.rows
    return { plan: entity, first: from, rows: to - from }
  })
}

/** Batches begin at multiples of BATCH_ROWS within their entity, so that every split of the work makes the same ones but for its ends. */
export function* batchesOf({ plan, first, rows }: EntitySlice): Generator<Batch> {
  const end = first + rows
  for (let at = first; at < end; ) {
    const next = Math.min(end, (Math.floor(at / BATCH_ROWS) + 1) * BATCH_ROWS)
    yield plan.batch(at, next - at)
    at = next
  }
}
