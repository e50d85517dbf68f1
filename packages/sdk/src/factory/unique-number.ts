import { UnderstudyError } from '../errors.ts'
import { afterLanes } from './counters.ts'
import type { CallSettings } from './factory-state.ts'
import { isPlain } from './merge.ts'
import type { Link, RowNode } from './row-node.ts'

/** Whether a field's value is to be made: neither the call nor an association gives it. */
export function isOpen({ overrides, links }: RowNode, field: string): boolean {
  return !isGiven(overrides, field) && !isLinked(links, field)
}

function isGiven(overrides: RowNode['overrides'], field: string): boolean {
  return Object.hasOwn(overrides, field) && !isPlain(overrides[field])
}

export function isLinked(links: RowNode['links'], field: string): boolean {
  for (const { key } of links.values()) if (key.fields.includes(field)) return true
  return false
}

/** Of these rows those whose field is to be made. */
export function openNodes(nodes: readonly RowNode[], field: string): readonly RowNode[] {
  const open: RowNode[] = []
  let links: ReadonlyMap<string, Link> | undefined
  let linked = false
  for (const node of nodes) {
    // Siblings share their links.
    if (node.links !== links) {
      links = node.links
      linked = isLinked(links, field)
    }
    if (!linked && !isGiven(node.overrides, field)) open.push(node)
  }
  return open
}

/**
 * The numbers that unique values are made from. Where the domain is wide, it is the row's own. Where it is not, rows that
 * were asked for take it from the start and those that came along from the end, until they meet.
 */
export function uniqueNumbers(
  nodes: readonly RowNode[],
  capacity: number | undefined,
  field: string,
  settings: CallSettings,
): Float64Array {
  const wide = capacity === undefined || capacity >= afterLanes * settings.worker.of
  const numbers = new Float64Array(nodes.length)
  for (let i = 0; i < numbers.length; i++) {
    const node = nodes[i]!
    numbers[i] = wide ? node.place.number : narrowNumber(node, capacity, field, settings)
  }
  return numbers
}

function narrowNumber(
  { blueprint: { base }, place: { arrival } }: RowNode,
  capacity: number,
  field: string,
  { worker, counters, seed }: CallSettings,
): number {
  const mine = Math.floor((capacity - worker.id + worker.of - 1) / worker.of)
  const { came, asked } = counters.of(base.name, seed)
  const slot = 'asked' in arrival ? arrival.asked : mine - 1 - arrival.came
  const meets = 'asked' in arrival ? slot >= mine - came : slot < asked
  if (slot >= 0 && !meets) return slot * worker.of + worker.id
  throw new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: `make rows of ${base.name}`,
    at: `${base.name}.${field}`,
    message: `${base.name}.${field} is unique and has ${mine} values, and more rows are asked for`,
    hint: `Make fewer rows of ${base.name}, widen what ${field} may be, or leave unique() out.`,
    details: { capacity: mine, worker: worker.id, workers: worker.of },
  })
}
