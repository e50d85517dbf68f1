import type { Session } from '../../database/adapter.ts'
import { tableOf } from '../client/bulk/table-of.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Row, Table } from '../client/test-statements.ts'
import { classifyError } from './classify/classify-error.ts'
import type { ClassifiedError, ErrorClass, ErrorGroup } from './error-class.ts'

/** A row that a table must refuse, and how. */
export interface ConstraintTestCase {
  readonly name: string
  readonly data: Row
  /** A class, or one of the groups that classes belong to. */
  readonly expectedError: ErrorClass | ErrorGroup
}

export interface ConstraintCaseResult {
  readonly testCase: string
  readonly expectedError: ErrorClass | ErrorGroup
  /** `success`: the table took the row. */
  readonly actualResult: 'success' | 'error'
  readonly actualError: ErrorClass | null
  /** Constraint, table and column, as far as the engine names them. */
  readonly classified: ClassifiedError | null
  readonly passed: boolean
  readonly milliseconds: number
}

export interface ConstraintTestResult {
  readonly totalTests: number
  readonly passedTests: number
  readonly results: readonly ConstraintCaseResult[]
}

/** Each row is inserted in a transaction that is rolled back, after what it puts off to its end was looked at. */
export async function violateConstraints(
  client: DatabaseTestClient,
  table: Table,
  cases: readonly ConstraintTestCase[],
): Promise<ConstraintTestResult> {
  const results: ConstraintCaseResult[] = []
  for (const { name, data, expectedError } of cases) {
    const from = performance.now()
    const classified = await refusalOf(client, table, data)
    results.push({
      testCase: name,
      expectedError,
      actualResult: classified ? 'error' : 'success',
      actualError: classified?.class ?? null,
      classified,
      passed: classified !== null && (classified.class === expectedError || classified.group === expectedError),
      milliseconds: performance.now() - from,
    })
  }
  const passedTests = results.filter(({ passed }) => passed).length
  return { totalTests: cases.length, passedTests, results }
}

async function refusalOf(client: DatabaseTestClient, table: Table, row: Row): Promise<ClassifiedError | null> {
  await using transaction = await client.transaction()
  const { session } = transaction
  try {
    const before = await orphans(session, table)
    await transaction.bulkInsert(table, [row])
    if (session.dialect === 'postgres') await session.execute('set constraints all immediate')
    return (await orphans(session, table)) > before ? orphan(tableOf(table).name) : null
  } catch (thrown) {
    // An INSERT has no other side of a foreign key than the child's.
    return classifyError(thrown, { during: 'transaction' })
  }
}

/** Rows without their parents: what SQLite puts off it looks at when it commits, and at no other time. */
async function orphans(session: Session, table: Table): Promise<number> {
  if (session.dialect !== 'sqlite') return 0
  return (await session.query('select 1 from pragma_foreign_key_check($1)', [tableOf(table).name])).length
}

function orphan(table: string): ClassifiedError {
  return {
    class: 'foreign_key_child',
    group: 'constraint_violation',
    retry: 'never',
    code: null,
    constraint: null,
    table,
    column: null,
  }
}
