import type { TableName } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { VectorTestConfig } from '../../database-test-config.ts'
import { typeName, type VectorExtension } from '../vector-extension.ts'
import { type Vector, type VectorType, vectorTypes } from '../vector-type.ts'
import { type MetadataCheck, metadataChecks } from './metadata-checks.ts'
import { type RefusedVector, refusedVectors } from './refused-vectors.ts'
import { storageAccuracy, type TypeStorage } from './storage-accuracy.ts'

/** The first four are those of the first type. */
export interface VectorStorageResult {
  readonly vectorsTested: number
  readonly storageSuccessRate: number
  /** The mean distance of a component from what was stored. */
  readonly averagePrecisionLoss: number
  readonly metadata: readonly MetadataCheck[]
  readonly types: readonly TypeStorage[]
  readonly refusals: readonly RefusedVector[]
  readonly problems: readonly string[]
  readonly passed: boolean
}

/** Answers the tables too, one for each type, which are left with what was stored. */
export async function vectorStorage(
  client: DatabaseTestClient,
  extension: VectorExtension,
  vectors: readonly Vector[],
  types: readonly VectorType[],
  { bulkInsertBatchSize }: VectorTestConfig,
): Promise<{ result: VectorStorageResult; tables: TableName[] }> {
  const dimension = vectors[0]?.length ?? 0
  if (dimension === 0) throw refused('There is no vector to store')
  const unknown = types.filter((type) => !vectorTypes.includes(type))
  if (types.length === 0 || unknown.length > 0) throw refused(`The types are some of: ${vectorTypes.join(', ')}`)
  const stored: TypeStorage[] = []
  const metadata: MetadataCheck[] = []
  const tables: TableName[] = []
  for (const type of types) {
    const definition = `id text primary key, embedding ${typeName(extension, type, dimension)}, metadata jsonb`
    const table = await client.createTable(`stored_${type}`, definition)
    tables.push(table)
    stored.push(await storageAccuracy(client, table, type, vectors, bulkInsertBatchSize))
    const metric = type === 'bit' ? 'hamming' : 'l2'
    if (tables.length === 1)
      metadata.push(...(await metadataChecks(client, extension, { table, type, metric, vectors })))
  }
  const refusals = await refusedVectors(client, extension)
  const problems = [
    ...stored.flatMap(({ type, problems: found }) => found.map((problem) => `${type}: ${problem}`)),
    ...metadata.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`])),
    ...refusals.filter((one) => !one.refused).map(({ name }) => `The server took ${name}`),
  ]
  const [first] = stored
  return {
    tables,
    result: {
      vectorsTested: first?.vectorsTested ?? 0,
      storageSuccessRate: first?.storageSuccessRate ?? 0,
      averagePrecisionLoss: first?.averagePrecisionLoss ?? 0,
      metadata,
      types: stored,
      refusals,
      problems,
      passed: problems.length === 0,
    },
  }
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'store vectors', message })
}
