import { UnderstudyError } from '../errors.ts'
import type { Rows } from '../random/stream.ts'
import type { Allocation } from './allocation.ts'

/**
 * What a unique constraint ranges over: a field's own values, or the parents that a relationship may point at.
 * A slot is told which of its `capacity` choices a row takes.
 */
export interface Slot {
  readonly name: string
  readonly source: 'value' | 'parent'
  readonly capacity: number
  /** Given where the parent is not free to choose: rows are dealt out to parents. */
  readonly dealt?: Allocation
}

export interface UniqueSet {
  /** As a person knows it: "orders_pkey" or "unique (order_id, product_id)". */
  readonly label: string
  readonly slots: readonly Slot[]
}

/** For each row the index of its choice, in [0, capacity). */
export type Choose = (rows: Rows) => Float64Array

export function exceeded(entity: string, label: string, rows: number, capacity: number): UnderstudyError {
  return new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: 'plan rows',
    at: entity,
    message: `${entity}: ${label} has room for ${capacity} rows, ${rows} are asked for`,
    hint: `Ask for at most ${capacity} rows of ${entity}, or widen what ${label} ranges over.`,
    details: { entity, constraint: label, rows, capacity },
  })
}
