import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import { type VectorMetric, vectorMetricFacts } from './vector-metric.ts'
import type { VectorType } from './vector-type.ts'

/** pgvector in a database: its names are written with its schema, whatever the search_path is. */
export interface VectorExtension {
  readonly schema: string
  readonly version: string
  /** Whether it was not in the database before. */
  readonly made: boolean
}

/** Puts the extension into the database where the server has it and the database has not. */
export async function vectorExtension(session: Session): Promise<VectorExtension> {
  const operation = 'find the extension vector'
  if (session.dialect !== 'postgres') {
    throw new UnderstudyError('VECTORS_UNSUPPORTED', { operation, message: 'SQLite has no vectors' })
  }
  const found = await find(session)
  if (found) return { ...found, made: false }
  const [available] = await session.query("select 1 from pg_catalog.pg_available_extensions where name = 'vector'")
  if (!available) {
    throw new UnderstudyError('VECTORS_UNSUPPORTED', {
      operation,
      message: 'The server has no extension vector (pgvector)',
      ...(session.engine === 'pglite' ? { hint: 'Run: npm install @electric-sql/pglite-pgvector' } : {}),
    })
  }
  await run(session, 'create extension if not exists vector').catch((thrown: unknown) => {
    // Somebody else made it just now.
    if (!(thrown instanceof UnderstudyError) || thrown.details.sqlstate !== '23505') throw thrown
  })
  const made = await find(session)
  if (!made)
    throw new UnderstudyError('VECTORS_UNSUPPORTED', { operation, message: 'The extension vector was taken away' })
  return { ...made, made: true }
}

/** Takes away what vectorExtension put there, unless somebody has begun to use it. */
export async function dropVectorExtension(session: Session): Promise<void> {
  await run(session, 'drop extension if exists vector restrict').catch((thrown: unknown) => {
    if (!(thrown instanceof UnderstudyError) || thrown.details.sqlstate !== '2BP01') throw thrown
  })
}

/** In a transaction a savepoint, so that what fails leaves it as it was. */
async function run(session: Session, statement: string): Promise<void> {
  await session.transaction((inner) => inner.execute(statement))
}

async function find(session: Session): Promise<Omit<VectorExtension, 'made'> | undefined> {
  const [row] = await session.query<{ schema: string; version: string }>(
    `select nspname as schema, extversion as version from pg_catalog.pg_extension
     join pg_catalog.pg_namespace n on n.oid = extnamespace where extname = 'vector'`,
  )
  return row
}

/** As "public.vector(128)"; a type without dimensions takes any. */
export function typeName({ schema }: VectorExtension, type: VectorType, dimension?: number): string {
  const name = type === 'bit' ? 'pg_catalog.bit' : `${quoting.postgres.quoteIdentifier(schema)}.${type}`
  return dimension === undefined ? name : `${name}(${dimension})`
}

export function operatorName({ schema }: VectorExtension, metric: VectorMetric): string {
  return `operator(${quoting.postgres.quoteIdentifier(schema)}.${vectorMetricFacts[metric].operator})`
}
