import type { Element, PartitionBound, PartitionKey, RangeEnd, Table } from '../definition.ts'

/** What the partitions that exist leave of a column's values. Values are text, as the catalog writes them. */
export type Limit =
  | { readonly kind: 'values'; readonly on: Element; readonly values: readonly string[]; readonly nulls: boolean }
  | { readonly kind: 'range'; readonly on: Element; readonly min: LimitEnd | null; readonly max: LimitEnd | null }
interface LimitEnd {
  readonly value: string
  /** The value itself is left out. */
  readonly strict: boolean
}

/** Where rows of a partitioned table can go. */
export interface Region {
  readonly limits: readonly Limit[]
  /** Checks that stand on partitions and not on the whole. */
  readonly checks: readonly string[]
  /** The partitions that rows go to, and those that these are parts of. */
  readonly tables: readonly Table[]
  /** How many partitions stay empty, because no simple rule covers them too. */
  readonly leftOut: number
  /** Columns and expressions whose hash decides, where some hashes have no partition. */
  readonly incomplete: readonly string[]
}

interface Part {
  readonly bound: PartitionBound
  readonly region: Region
}

/** The largest set of partitions that limits on single columns describe; null where no row has a place. */
export function regionOf(table: Table, partsOf: (table: Table) => readonly Table[]): Region | null {
  const checks = table.constraints.flatMap((one) => (one.kind === 'check' && !one.inherited ? [one.expression] : []))
  const own = { limits: [], checks, tables: [table], leftOut: 0, incomplete: [] }
  if (table.partitionKey === null) return own
  const parts = partsOf(table).flatMap((child): Part[] => {
    const region = regionOf(child, partsOf)
    return region && child.bound ? [{ bound: child.bound, region: without(region, checks) }] : []
  })
  const alike = largest(groupBy(parts, ({ region }) => JSON.stringify([region.limits, region.checks])))
  const first = alike[0]
  if (!first) return null
  const { chosen, limits, incomplete } = merge(table.partitionKey, alike, alike.length === parts.length)
  const sizes = (some: readonly Part[]) => some.reduce((sum, part) => sum + leaves(part.region), 0)
  return {
    limits: [...limits, ...first.region.limits],
    checks: [...checks, ...first.region.checks],
    tables: [table, ...chosen.flatMap((part) => part.region.tables)],
    leftOut: sizes(parts) - sizes(chosen) + chosen.reduce((sum, part) => sum + part.region.leftOut, 0),
    incomplete: [...(incomplete ? table.partitionKey.elements.map(nameOf) : []), ...first.region.incomplete],
  }
}

function without(region: Region, checks: readonly string[]): Region {
  return { ...region, checks: region.checks.filter((check) => !checks.includes(check)) }
}

function leaves(region: Region): number {
  return region.tables.filter((table) => table.partitionKey === null).length
}

function nameOf(element: Element): string {
  return 'column' in element ? element.column : element.expression
}

interface Merged {
  readonly chosen: readonly Part[]
  readonly limits: readonly Limit[]
  readonly incomplete: boolean
}

/** @param all whether these are all partitions, so that a default one takes whatever the others don't. */
function merge(key: PartitionKey, parts: readonly Part[], all: boolean): Merged {
  const [on] = key.elements
  const bounded = parts.filter((part) => part.bound.kind !== 'default')
  if ((all && bounded.length < parts.length) || bounded.length === 0 || !on) {
    return { chosen: parts, limits: [], incomplete: false }
  }
  switch (key.strategy) {
    case 'hash':
      return { chosen: bounded, limits: [], incomplete: covered(bounded) < 1 }
    case 'list': {
      const values = bounded.flatMap(({ bound }) => (bound.kind === 'list' ? bound.values : []))
      const nulls = values.includes(null)
      const limit: Limit = { kind: 'values', on, values: values.filter((value) => value !== null), nulls }
      return { chosen: bounded, limits: [limit], incomplete: false }
    }
    case 'range': {
      const chosen = longestChain(bounded)
      return { chosen, limits: rangeLimits(key.elements, fromOf(chosen[0]), toOf(chosen.at(-1))), incomplete: false }
    }
  }
}

function covered(parts: readonly Part[]): number {
  return parts.reduce((sum, { bound }) => sum + (bound.kind === 'hash' ? 1 / bound.modulus : 0), 0)
}

function fromOf(part: Part | undefined): readonly RangeEnd[] {
  return part?.bound.kind === 'range' ? part.bound.from : []
}
function toOf(part: Part | undefined): readonly RangeEnd[] {
  return part?.bound.kind === 'range' ? part.bound.to : []
}

/** Partitions never overlap: one goes on from another where its start is the other's end. */
function longestChain(parts: readonly Part[]): Part[] {
  const text = (ends: readonly RangeEnd[]) => JSON.stringify(ends)
  const byStart = new Map(parts.map((part) => [text(fromOf(part)), part]))
  const ends = new Set(parts.map((part) => text(toOf(part))))
  const chains = parts
    .filter((part) => !ends.has(text(fromOf(part))))
    .map((start) => {
      const chain = [start]
      for (let next = byStart.get(text(toOf(start))); next; next = byStart.get(text(toOf(next)))) chain.push(next)
      return chain
    })
  return largest(chains)
}

/** A box inside what lies between two tuples: only its first column may vary, where the others are not open anyway. */
function rangeLimits(on: readonly Element[], from: readonly RangeEnd[], to: readonly RangeEnd[]): Limit[] {
  const [element, ...rest] = on
  const [low, ...lower] = from
  const [high, ...upper] = to
  if (!element || !low || !high) return []
  if (
    low.kind === 'value' &&
    high.kind === 'value' &&
    (low.value === high.value || (lower.length > 0 && successive(low.value, high.value)))
  ) {
    const same = low.value === high.value
    const pinned: Limit = { kind: 'values', on: element, values: [low.value], nulls: false }
    return [pinned, ...rangeLimits(rest, lower, same ? upper : lower.map((): RangeEnd => ({ kind: 'maximum' })))]
  }
  const open = (ends: readonly RangeEnd[], kind: RangeEnd['kind']) => ends.every((end) => end.kind === kind)
  const min = low.kind === 'value' ? { value: low.value, strict: !open(lower, 'minimum') } : null
  const max =
    high.kind === 'value' ? { value: high.value, strict: upper.length === 0 || !open(upper, 'maximum') } : null
  return [{ kind: 'range', on: element, min, max }]
}

/** Whole numbers with none between. */
function successive(low: string, high: string): boolean {
  return /^-?\d{1,15}$/.test(low) && /^-?\d{1,15}$/.test(high) && Number(low) + 1 === Number(high)
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups.values()]
}

function largest<Item>(groups: readonly Item[][]): Item[] {
  return groups.reduce((best, group) => (group.length > best.length ? group : best), [])
}
