import { UnderstudyError } from '../../errors.ts'
import { KeyLog } from './key-log.ts'
import type { SubsetNode } from './subset-graph.ts'

/** Some gigabyte of keys. */
const mostKeys = 40_000_000

/** The rows that a subset has so far, by table, and how many came for what reason. */
export class WantedRows {
  readonly #logs = new Map<string, KeyLog>()
  readonly #why = new Map<string, Map<string, number>>()
  readonly #most: number

  constructor(most = mostKeys) {
    this.#most = most
  }

  log({ name }: SubsetNode): KeyLog {
    const found = this.#logs.get(name) ?? new KeyLog()
    this.#logs.set(name, found)
    return found
  }

  add(node: SubsetNode, keys: readonly string[], reason: string): void {
    const log = this.log(node)
    const before = log.size
    for (const key of keys) log.add(key)
    const more = log.size - before
    if (more === 0) return
    const reasons = this.#why.get(node.name) ?? new Map<string, number>()
    reasons.set(reason, (reasons.get(reason) ?? 0) + more)
    this.#why.set(node.name, reasons)
    if (this.#weight() > this.#most) {
      throw new UnderstudyError('SUBSET_INVALID', {
        operation: 'plan subset',
        message: `The subset has more rows than can be kept track of: ${this.#largest()}.`,
        hint: 'Narrow the conditions, or set large tables to "all", which needs no list of their rows.',
      })
    }
  }

  /** A sentence for each reason, the first one first. */
  why({ name }: SubsetNode): string[] {
    return [...(this.#why.get(name) ?? [])].map(
      ([reason, count]) => `${count} ${count === 1 ? 'row' : 'rows'}: ${reason}`,
    )
  }

  #weight(): number {
    let sum = 0
    for (const log of this.#logs.values()) sum += log.weight
    return sum
  }

  #largest(): string {
    const sorted = [...this.#logs].sort(([, a], [, b]) => b.size - a.size).slice(0, 3)
    return sorted.map(([name, { size }]) => `${name} ${size}`).join(', ')
  }
}
