import type { TableMask } from '../../anonymize/compiled-policy.ts'
import type { TableStatistics } from '../clone-operation.ts'
import type { DoneChunk } from '../copy-ledger.ts'

/** Adds up the chunks of a table, those of earlier runs too. */
export class TableTally {
  readonly #policy: TableMask
  #rows = 0
  #rowsMasked = 0
  #bytes = 0
  readonly #values = new Map<string, number>()

  constructor(policy: TableMask) {
    this.#policy = policy
  }

  add({ rows, rowsMasked, bytes, values }: Omit<DoneChunk, 'table' | 'part'>): void {
    this.#rows += rows
    this.#rowsMasked += rowsMasked
    this.#bytes += bytes
    for (const [column, count] of Object.entries(values)) {
      this.#values.set(column, (this.#values.get(column) ?? 0) + count)
    }
  }

  statistics(): TableStatistics {
    const { table, group, columns } = this.#policy
    return {
      table: table.name,
      group,
      rows: this.#rows,
      rowsMasked: this.#rowsMasked,
      bytes: this.#bytes,
      rules: columns.flatMap(({ name, decision, transform }) =>
        decision === 'mask' && transform
          ? [{ column: name, transform: transform.name, values: this.#values.get(name) ?? 0 }]
          : [],
      ),
    }
  }
}
