import type { IsolationModel } from '../isolation-promises.ts'
import type { AppendHistory, AppendTransaction } from './append-history.ts'
import { type Cycle, shortestCycle } from './cycles.ts'
import { type Dependency, dependenciesOf, writersOf } from './dependencies.ts'

/** What no order of the transactions explains, each kind with one example. */
export interface AppendAnomaly {
  readonly name: AppendAnomalyName
  /** The weakest model that excludes it. */
  readonly excludedBy: IsolationModel
  /** Who did what, for people. */
  readonly explanation: string
  /** The transactions that it takes. */
  readonly transactions: readonly string[]
  /** Of a cycle, each dependency in order. */
  readonly cycle: Cycle | null
}

export type AppendAnomalyName = keyof typeof models

const models = {
  'lost append': 'read uncommitted',
  'incompatible order': 'read uncommitted',
  G0: 'read uncommitted',
  G1a: 'read committed',
  G1b: 'read committed',
  G1c: 'read committed',
  internal: 'read committed',
  'G-single': 'snapshot isolation',
  'G2-item': 'serializable',
} as const satisfies Record<string, IsolationModel>

/**
 * Judges what transactions on lists saw, as Elle does: since each value is appended once, a read tells all that was
 * there before, and who wrote it. Finds whatever makes a cycle; that nothing is found does not prove a level.
 */
export function checkAppends(history: AppendHistory): AppendAnomaly[] {
  const dependencies = dependenciesOf(history)
  return [
    lostAppend(history),
    incompatibleOrder(history),
    abortedRead(history),
    intermediateRead(history),
    internal(history),
    cycle('G0', shortestCycle(dependencies, 'ww', ['ww'])),
    cycle('G1c', shortestCycle(dependencies, 'wr', ['ww', 'wr'])),
    cycle('G-single', shortestCycle(dependencies, 'rw', ['ww', 'wr'])),
    cycle('G2-item', shortestCycle(withoutSingle(dependencies), 'rw', ['ww', 'wr', 'rw'])),
  ].filter((anomaly) => anomaly !== null)
}

/** Read-write dependencies that close a cycle by themselves would make every cycle look like one of several. */
function withoutSingle(dependencies: readonly Dependency[]): Dependency[] {
  return dependencies.filter((dependency) => {
    if (dependency.kind !== 'rw') return true
    const others = dependencies.filter(({ kind }) => kind !== 'rw')
    return shortestCycle([dependency, ...others], 'rw', ['ww', 'wr']) === null
  })
}

function cycle(name: 'G0' | 'G1c' | 'G-single' | 'G2-item', found: Cycle | null): AppendAnomaly | null {
  if (!found) return null
  const explanation = found.map(explained).join('; ')
  return anomaly(name, explanation, [...new Set(found.map(({ from }) => from))], found)
}

function explained({ from, to, kind, key }: Dependency): string {
  if (kind === 'ww') return `${to} appended to list ${key} after ${from}`
  if (kind === 'wr') return `${to} read of list ${key} what ${from} appended`
  return `${from} read list ${key} without what ${to} appended`
}

function lostAppend({ transactions, final }: AppendHistory): AppendAnomaly | null {
  for (const { name, key, value } of appends(transactions, true)) {
    const times = (final.get(key) ?? []).filter((kept) => kept === value).length
    if (times === 1) continue
    const what = times === 0 ? 'is not there in the end' : `is there ${times} times in the end`
    return anomaly('lost append', `What ${name} appended to list ${key} and committed ${what}`, [name])
  }
  return null
}

/** Every list that was seen, of what was committed, is how the final one begins. */
function incompatibleOrder({ transactions, final }: AppendHistory): AppendAnomaly | null {
  const committed = writersOf(transactions.filter((transaction) => transaction.committed))
  for (const { name, key, saw } of reads(transactions)) {
    const kept = saw.filter((value) => committed.has(value))
    const whole = final.get(key) ?? []
    if (kept.every((value, at) => value === whole[at])) continue
    return anomaly('incompatible order', `${name} read list ${key} in an order that it does not have in the end`, [
      name,
    ])
  }
  return null
}

function abortedRead({ transactions }: AppendHistory): AppendAnomaly | null {
  const aborted = writersOf(transactions.filter(({ committed }) => !committed))
  for (const { name, key, saw } of reads(transactions)) {
    const writer = saw.map((value) => aborted.get(value)).find((found) => found !== undefined && found !== name)
    if (writer === undefined) continue
    return anomaly('G1a', `${name} read of list ${key} what ${writer} appended, which was rolled back`, [writer, name])
  }
  return null
}

function intermediateRead({ transactions }: AppendHistory): AppendAnomaly | null {
  const lasts = new Map<string, number>()
  for (const { name, key, value } of appends(transactions, true)) lasts.set(`${name} ${key}`, value)
  const writers = writersOf(transactions.filter(({ committed }) => committed))
  for (const { name, key, saw } of reads(transactions)) {
    const last = saw.at(-1)
    const writer = last === undefined ? undefined : writers.get(last)
    if (writer === undefined || writer === name || lasts.get(`${writer} ${key}`) === last) continue
    return anomaly('G1b', `${name} read list ${key} while ${writer} was in the middle of appending to it`, [
      writer,
      name,
    ])
  }
  return null
}

/** A read tells of its own transaction's appends those that were made by then. */
function internal({ transactions }: AppendHistory): AppendAnomaly | null {
  for (const { name, steps, committed } of transactions) {
    if (!committed) continue
    const own = new Set(steps.flatMap(({ value }) => value ?? []))
    const made = new Map<number, number[]>()
    for (const { key, value, saw } of steps) {
      const before = made.get(key) ?? []
      if (value !== null) made.set(key, [...before, value])
      const seen = saw?.filter((one) => own.has(one))
      if (!seen || String(seen) === String(before)) continue
      return anomaly('internal', `${name} read of list ${key} something else than it had itself appended by then`, [
        name,
      ])
    }
  }
  return null
}

function* appends(transactions: readonly AppendTransaction[], committed: boolean) {
  for (const transaction of transactions) {
    if (transaction.committed !== committed) continue
    for (const { key, value } of transaction.steps) if (value !== null) yield { name: transaction.name, key, value }
  }
}

function* reads(transactions: readonly AppendTransaction[]) {
  for (const { name, committed, steps } of transactions) {
    if (!committed) continue
    for (const { key, saw } of steps) if (saw) yield { name, key, saw }
  }
}

function anomaly(
  name: AppendAnomalyName,
  explanation: string,
  transactions: readonly string[],
  found: Cycle | null = null,
): AppendAnomaly {
  return { name, excludedBy: models[name], explanation, transactions, cycle: found }
}
