import type { AppendHistory, AppendTransaction } from './append-history.ts'

/** Why one transaction must stand before another in any order that explains the history. */
export interface Dependency {
  readonly from: string
  readonly to: string
  /** ww: appended right before it; wr: appended what it read last; rw: read the list without what it appended next. */
  readonly kind: 'ww' | 'wr' | 'rw'
  readonly key: number
}

/** The writers of each list in order, as its final content says; only committed transactions depend on each other. */
export function dependenciesOf({ transactions, final }: AppendHistory): Dependency[] {
  const committed = transactions.filter((transaction) => transaction.committed)
  const writers = writersOf(committed)
  const found = new Map<string, Dependency>()
  const add = (from: string | undefined, to: string | undefined, kind: Dependency['kind'], key: number) => {
    if (from === undefined || to === undefined || from === to) return
    const id = `${from} ${kind} ${to}`
    if (!found.has(id)) found.set(id, { from, to, kind, key })
  }
  for (const [key, values] of final) {
    for (const [at, value] of values.entries()) {
      if (at > 0) add(writers.get(values[at - 1] ?? Number.NaN), writers.get(value), 'ww', key)
    }
  }
  for (const { name, steps } of committed) {
    for (const { key, saw } of steps) {
      if (saw === null) continue
      const values = final.get(key) ?? []
      const last = saw.at(-1)
      const at = last === undefined ? -1 : values.indexOf(last)
      if (last !== undefined) add(writers.get(last), name, 'wr', key)
      // A read of what never became final says nothing of who came after it.
      if (last !== undefined && at < 0) continue
      // A read in the middle of somebody's appends is an anomaly of its own, and no cycle with that one.
      const before = [name, writers.get(last ?? Number.NaN)]
      const next = values.slice(at + 1).find((value) => !before.includes(writers.get(value)))
      if (next !== undefined) add(name, writers.get(next), 'rw', key)
    }
  }
  return [...found.values()]
}

export function writersOf(transactions: readonly AppendTransaction[]): Map<number, string> {
  const writers = new Map<number, string>()
  for (const { name, steps } of transactions) {
    for (const { value } of steps) if (value !== null) writers.set(value, name)
  }
  return writers
}
