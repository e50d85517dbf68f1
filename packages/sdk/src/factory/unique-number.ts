import { UnderstudyError } from '../errors.ts'
import { afterLanes } from './counters.ts'
import type { CallSettings } from './factory-state.ts'
import { isPlain } from './merge.ts'
import type { RowNode } from './row-node.ts'

/** Whether a field's value is to be made: neither the call nor an association gives it. */
export function isOpen({ overrides, links }: RowNode, field: string): boolean {
  if (Object.hasOwn(overrides, field) && !isPlain(overrides[field])) return false
  for (const { key } of links.values()) if (key.fields.includes(field)) return false
  return true
}

/**
 * The number that a unique value is made from. Where the domain is wide, it is the row's own. Where it is not, rows that
 * were asked for take it from the start and those that came along from the end, until they meet.
 */
export function uniqueNumber(
  node: RowNode,
  capacity: number | undefined,
  field: string,
  { worker, counters, seed }: CallSettings,
): number {
  const { number, arrival } = node.place
  if (capacity === undefined || capacity >= afterLanes * worker.of) return number
  const mine = Math.floor((capacity - worker.id + worker.of - 1) / worker.of)
  const { base } = node.blueprint
  const { came } = counters.of(base.name, seed)
  const slot = 'asked' in arrival ? arrival.asked : mine - 1 - arrival.came
  const meets = 'asked' in arrival ? slot >= mine - came : slot < counters.of(base.name, seed).asked
  if (slot >= 0 && !meets) return slot * worker.of + worker.id
  throw new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: `make rows of ${base.name}`,
    at: `${base.name}.${field}`,
    message: `${base.name}.${field} is unique and has ${mine} values, and more rows are asked for`,
    hint: `Make fewer rows of ${base.name}, widen what ${field} may be, or leave unique() out.`,
    details: { capacity: mine, worker: worker.id, workers: worker.of },
  })
}
