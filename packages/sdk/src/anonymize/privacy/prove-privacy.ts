import type { PrivacyDemand } from '../policy.ts'

/** What is held against rows: a demand of a policy, whatever table it is about. */
export type Anonymity = Omit<PrivacyDemand, 'table'>

export interface PrivacyReport {
  readonly passed: boolean
  readonly rows: number
  /** Rows that agree in all quasi-identifiers are a group. */
  readonly groups: number
  /** 0 where there are no rows. */
  readonly smallestGroup: number
  readonly rowsInSmallGroups: number
  /** Of each sensitive column: the fewest different values that a group has of it, and how many groups have too few. */
  readonly diversity: readonly { readonly column: string; readonly fewest: number; readonly groupsBelow: number }[]
}

type Row = Readonly<Record<string, unknown>>

/** Counts what k-anonymity and l-diversity ask for. It knows nothing of how the rows were made, and names no value. */
export function provePrivacy(rows: Iterable<Row>, demand: Anonymity): PrivacyReport {
  const proof = new PrivacyProof(demand)
  proof.add(rows)
  return proof.report()
}

/** The same, of rows that come in parts; it holds a count for each group. */
export class PrivacyProof {
  readonly #demand: Anonymity
  readonly #groups = new Map<string, { size: number; readonly values: readonly Set<string>[] }>()
  #rows = 0

  constructor(demand: Anonymity) {
    this.#demand = demand
  }

  add(rows: Iterable<Row>): void {
    const { quasiIdentifiers, sensitive = [] } = this.#demand
    for (const row of rows) {
      this.#rows++
      const key = quasiIdentifiers.map((name) => identityOf(ownValue(row, name))).join('\u0000')
      const group = this.#groups.get(key) ?? { size: 0, values: sensitive.map(() => new Set<string>()) }
      this.#groups.set(key, group)
      group.size++
      for (const [i, name] of sensitive.entries()) group.values[i]?.add(identityOf(ownValue(row, name)))
    }
  }

  report(): PrivacyReport {
    const { k, sensitive = [], l = 1 } = this.#demand
    const all = [...this.#groups.values()]
    const small = all.filter(({ size }) => size < k)
    const diversity = sensitive.map((column, i) => {
      const counts = all.map(({ values }) => values[i]?.size ?? 0)
      return { column, fewest: least(counts), groupsBelow: counts.filter((distinct) => distinct < l).length }
    })
    return {
      passed: small.length === 0 && diversity.every(({ groupsBelow }) => groupsBelow === 0),
      rows: this.#rows,
      groups: all.length,
      smallestGroup: least(all.map(({ size }) => size)),
      rowsInSmallGroups: small.reduce((sum, { size }) => sum + size, 0),
      diversity,
    }
  }
}

function least(counts: readonly number[]): number {
  return counts.reduce((low, count) => Math.min(low, count), counts[0] ?? 0)
}

function ownValue(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined
}

/** Two values that anybody could tell apart have two texts. */
function identityOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return `date ${value.getTime()}`
  if (typeof value === 'object') {
    return `object ${JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner))}`
  }
  return `${typeof value} ${String(value)}`
}
