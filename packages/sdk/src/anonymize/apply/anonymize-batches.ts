import type { Batch } from '../../model/batch.ts'
import type { CompiledPolicy, TableMask } from '../compiled-policy.ts'
import type { MaskingTable } from '../masking-schema.ts'
import { type CompileOptions, compilePolicy } from '../policy/compile-policy.ts'
import { tableIdentity } from '../policy/identity.ts'
import type { MaskingPolicy } from '../policy.ts'
import { transformSet } from '../transforms/transform-set.ts'
import type { ValueForm } from '../value-form.ts'
import { BatchProof } from './batch-proof.ts'
import { fileTable } from './file-table.ts'
import { type MaskedValues, maskBatch } from './mask-batch.ts'
import { policyFor } from './policy-for.ts'

export interface AnonymizeBatchesOptions extends CompileOptions {
  /** The table of the policy that the rows are of; the batches' own entity where left out. */
  readonly table?: string | undefined
  /** Forms by column, where what the first rows look like is not meant. */
  readonly forms?: Readonly<Record<string, ValueForm>> | undefined
}

export interface AnonymizedBatches {
  readonly policy: CompiledPolicy
  readonly table: string
  /** Masked, one at a time, as they are asked for. Where the policy demands privacy, they end with PRIVACY_UNMET unless it holds. */
  readonly batches: AsyncIterable<Batch>
  /** Of the batches that have been asked for so far: values that came out different, by column. */
  readonly masked: ReadonlyMap<string, number>
  /** Columns that these batches had. */
  readonly columns: ReadonlySet<string>
}

/**
 * Masks batches of one table as they come, in flat memory. The first one shows the columns: where the policy lacks a
 * decision about one of them, or a mask does not fit, it is refused before any row is passed on. Null where there is no
 * batch.
 */
export async function anonymizeBatches(
  batches: AsyncIterable<Batch>,
  policy: MaskingPolicy,
  options: AnonymizeBatchesOptions = {},
): Promise<AnonymizedBatches | null> {
  const iterator = batches[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return null
  try {
    const table = options.table ?? tableIdentity(first.value.entity)
    const own = policyFor(policy, [table])
    const shown = fileTable(first.value, table, {
      policy: Object.hasOwn(own.tables, table) ? own.tables[table] : undefined,
      transforms: transformSet(options.custom).all,
      forms: options.forms,
    })
    const compiled = compilePolicy(own, { tables: [shown] }, options)
    const found = compiled.tables.get(table) ?? nothing(shown)
    const masked: MaskedValues = new Map()
    const columns = new Set<string>()
    const demands = compiled.privacy.map((demand) => new BatchProof(demand))
    async function* rest() {
      try {
        for (let next = first; !next.done; next = await iterator.next()) {
          const batch = maskBatch(next.value, found, masked)
          for (const demand of demands) demand.add(batch)
          for (const { name } of batch.columns) columns.add(name)
          yield batch
        }
        for (const demand of demands) demand.refuseUnmet()
      } finally {
        await iterator.return?.()
      }
    }
    return { policy: compiled, table, batches: rest(), masked, columns }
  } catch (thrown) {
    await iterator.return?.()
    throw thrown
  }
}

/** A mask that refuses every column. */
function nothing(table: MaskingTable): TableMask {
  return { table, group: undefined, columns: [] }
}
