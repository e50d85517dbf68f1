import { UnderstudyError } from '../../errors.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { Batch } from '../../model/batch.ts'
import type { PrivacyDemand } from '../policy.ts'
import { PrivacyProof } from '../privacy/prove-privacy.ts'

/** Holds a demand of the policy against masked batches, and looks at no column that it does not name. */
export class BatchProof {
  readonly #demand: PrivacyDemand
  readonly #proof: PrivacyProof
  readonly #names: ReadonlySet<string>

  constructor(demand: PrivacyDemand) {
    this.#demand = demand
    this.#proof = new PrivacyProof(demand)
    this.#names = new Set([...demand.quasiIdentifiers, ...(demand.sensitive ?? [])])
  }

  add(batch: Batch): void {
    this.#proof.add(rowsOf({ ...batch, columns: batch.columns.filter(({ name }) => this.#names.has(name)) }))
  }

  refuseUnmet(): void {
    const report = this.#proof.report()
    if (report.passed) return
    const { table, quasiIdentifiers, k, l } = this.#demand
    const alike = report.diversity.filter(({ groupsBelow }) => groupsBelow > 0)
    const why = [
      ...(report.rowsInSmallGroups > 0 ? [`${report.rowsInSmallGroups} rows are in groups of fewer than ${k}`] : []),
      ...alike.map(({ column, groupsBelow }) => `${groupsBelow} groups have fewer than ${l} values of ${column}`),
    ]
    throw new UnderstudyError('PRIVACY_UNMET', {
      operation: 'prove the privacy of what came out',
      message: `By ${quasiIdentifiers.join(', ')} of ${table}, ${why.join(', and ')}`,
      at: table,
      details: { table, report },
    })
  }
}
