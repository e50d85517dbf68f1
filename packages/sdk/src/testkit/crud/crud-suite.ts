import { messageOf } from '../../errors.ts'
import { tableOf } from '../client/bulk/table-of.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Row, Table } from '../client/test-statements.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import { type CrudCase, crudCases } from './crud-cases.ts'
import type { CrudGround, CrudOutcome } from './crud-ground.ts'
import type { CrudCounter, CrudRepository } from './crud-repository.ts'
import { liveTable } from './made-rows.ts'
import { TableRepository } from './table-repository.ts'

interface Rows {
  /** Two rows that are not there yet; of a table they are made up by its own constraints when they are left out. */
  readonly rows: readonly [Row, Row]
  /** What an update is to change. */
  readonly changes: Row
}

export interface CrudTable extends Partial<Rows> {
  readonly table: Table
  /** The primary key, when not said. */
  readonly keyField?: string | readonly string[] | undefined
  /** A column of numbers that concurrent updates count up. */
  readonly counter?: string | undefined
}

export interface CrudOfRepository extends Rows {
  /** For reports. */
  readonly name: string
  /**
   * One that works on the client, made by a function, takes part in its transactions; one that has a connection of its
   * own says how by its own `transaction`.
   */
  readonly repository: CrudRepository | ((client: DatabaseTestClient) => CrudRepository)
  readonly keyField?: string | readonly string[] | undefined
  readonly counter?: CrudCounter | undefined
}

/**
 * Creates, reads, updates and deletes rows of a table, or by a repository; asks for rows that are not there; lets
 * updates meet; rolls back. Whatever it finds, nothing of it stays.
 */
export async function crudSuite(
  client: DatabaseTestClient,
  subject: CrudTable | CrudOfRepository,
): Promise<DatabaseTestResult[]> {
  const tested = 'table' in subject ? await ofTable(client, subject) : ofRepository(client, subject)
  const results: DatabaseTestResult[] = []
  for (const one of crudCases) results.push(await runCase(client, one, tested))
  return results
}

interface Subject {
  readonly name: string
  /** Answers the reason where there are no rows to test with. */
  readonly open: () => Promise<CrudGround | string>
}

async function ofTable(client: DatabaseTestClient, subject: CrudTable): Promise<Subject> {
  const named = tableOf(subject.table)
  const { rows, changes, counter } = subject
  const said = listOf(subject.keyField)
  const live = said && rows && changes ? undefined : await liveTable(client, named, said)
  const key = said ?? live?.key ?? []
  const repository = new TableRepository(
    (work) => client.transaction((transaction) => work(transaction.session)),
    named,
    key,
  )
  return {
    name: named.name,
    async open() {
      const made = rows && changes ? undefined : await live?.makeRows()
      if (typeof made === 'string') return made
      return {
        repository,
        key,
        first: rows?.[0] ?? made?.first ?? {},
        second: rows?.[1] ?? made?.second ?? {},
        changes: changes ?? made?.changes ?? {},
        counter: counter === undefined ? undefined : { field: counter, add: (_, id) => repository.add(id, counter) },
        transaction: (work) => client.transaction(work),
        setByDatabase: made?.setByDatabase ?? [],
        close: async () => made?.remove(),
      }
    },
  }
}

function ofRepository(client: DatabaseTestClient, subject: CrudOfRepository): Subject {
  const { name, rows, changes, counter, repository: given } = subject
  const key = listOf(subject.keyField) ?? ['id']
  const repository = typeof given === 'function' ? given(client) : given
  const own = repository.transaction?.bind(repository)
  const transaction =
    own ?? (typeof given === 'function' ? <T>(work: () => Promise<T>) => client.transaction(work) : undefined)
  const [first, second] = rows
  return {
    name,
    open: async () => ({
      ...{ repository, key, first, second, changes, counter, transaction },
      setByDatabase: [],
      close: async () => {},
    }),
  }
}

async function runCase(
  client: DatabaseTestClient,
  { name, run }: CrudCase,
  { name: subject, open }: Subject,
): Promise<DatabaseTestResult> {
  let setByDatabase: readonly string[] = []
  const { result, metrics } = await client.measure(async (): Promise<CrudOutcome> => {
    try {
      const ground = await open()
      if (typeof ground === 'string') return { status: 'skipped', message: `no rows can be made: ${ground}`, rows: 0 }
      setByDatabase = ground.setByDatabase
      try {
        return await run(ground)
      } finally {
        await ground.close()
      }
    } catch (thrown) {
      return { status: 'failed', message: messageOf(thrown), rows: 0 }
    }
  })
  return {
    testName: `${subject}: ${name}`,
    testType: client.config.testType,
    status: result.status,
    metrics: { ...metrics, rowsAffected: result.rows },
    errorMessage: result.message,
    performanceData: setByDatabase.length === 0 ? null : { setByDatabase },
  }
}

function listOf(field: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof field === 'string' ? [field] : field
}
