import type { Session } from '../../database/adapter.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import { insertRows } from './bulk/insert-rows.ts'
import { tableOf } from './bulk/table-of.ts'
import { updateRows } from './bulk/update-rows.ts'
import { measureQuery } from './measure/measure-query.ts'
import { measureWork } from './measure/measure-work.ts'
import { placed } from './named-parameters.ts'
import type {
  QueryMeasure,
  Row,
  StatementParameters,
  Table,
  TestStatements,
  TestTransaction,
  WorkMeasure,
} from './test-statements.ts'

/** What a client and its transactions do alike, over whatever session each has for it. */
export abstract class Statements implements TestStatements {
  /** A session for as long as `work` takes. */
  protected abstract use<T>(work: (session: Session) => Promise<T>): Promise<T>
  protected abstract run<T>(
    run: (transaction: TestTransaction) => Promise<T>,
    isolation: IsolationLevel | undefined,
  ): Promise<T>
  protected abstract begin(isolation: IsolationLevel | undefined): Promise<TestTransaction>
  /** Connections that are open to the database. */
  protected abstract connections(session: Session): Promise<number>

  async query<Answer = Record<string, unknown>>(text: string, parameters: StatementParameters = []): Promise<Answer[]> {
    const { text: numbered, values } = placed(text, parameters)
    return await this.use((session) => session.query<Answer>(numbered, values))
  }

  async execute(script: string): Promise<void> {
    await this.use((session) => session.execute(script))
  }

  transaction<T>(run: (transaction: TestTransaction) => Promise<T>, isolation?: IsolationLevel): Promise<T>
  transaction(isolation?: IsolationLevel): Promise<TestTransaction>
  transaction<T>(
    first?: IsolationLevel | ((transaction: TestTransaction) => Promise<T>),
    isolation?: IsolationLevel,
  ): Promise<T | TestTransaction> {
    return typeof first === 'function' ? this.run(first, isolation) : this.begin(first)
  }

  async bulkInsert(table: Table, rows: readonly Row[]): Promise<number> {
    return await this.use((session) => insertRows(session, tableOf(table), rows))
  }

  async bulkUpdate(table: Table, updates: readonly Row[], keyField: string | readonly string[]): Promise<number> {
    const keys = typeof keyField === 'string' ? [keyField] : keyField
    return await this.use((session) => updateRows(session, tableOf(table), updates, keys))
  }

  measure<Answer = Record<string, unknown>>(
    text: string,
    parameters?: StatementParameters,
  ): Promise<QueryMeasure<Answer>>
  measure<Result>(work: () => Promise<Result>): Promise<WorkMeasure<Result>>
  async measure<T>(
    what: string | (() => Promise<T>),
    parameters: StatementParameters = [],
  ): Promise<QueryMeasure<T> | WorkMeasure<T>> {
    if (typeof what === 'function') {
      return await measureWork(what, () => this.use((session) => this.connections(session)))
    }
    const { text, values } = placed(what, parameters)
    return await this.use((session) => measureQuery<T>(session, text, values, () => this.connections(session)))
  }
}
