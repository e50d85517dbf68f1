import { isError, UnderstudyError } from '../../errors.ts'
import type { Row } from '../client/test-statements.ts'
import type { CrudCounter, CrudKey, CrudRepository } from './crud-repository.ts'

/** What one case stands on. */
export interface CrudGround {
  readonly repository: CrudRepository
  readonly key: readonly string[]
  readonly first: Row
  readonly second: Row
  readonly changes: Row
  readonly counter: CrudCounter | undefined
  /** Undefined where the repository is in no transaction that could be undone. */
  readonly transaction: (<T>(work: () => Promise<T>) => Promise<T>) | undefined
  /** Fields that the database fills itself, whatever is written: nothing is asked of them. */
  readonly setByDatabase: readonly string[]
  close(): Promise<void>
}

export interface CrudOutcome {
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly message: string | null
  /** Rows that were written. */
  readonly rows: number
}

/** Runs work and takes back what it did: by its transaction, or by deleting the rows that it created. */
export class CrudRun {
  readonly ground: CrudGround
  readonly #created: CrudKey[] = []
  rows = 0

  constructor(ground: CrudGround) {
    this.ground = ground
  }

  keyOf(row: Row, answer: unknown): CrudKey {
    return createdKey(this.ground.key, row, answer)
  }

  async create(row: Row): Promise<CrudKey> {
    const answer = await this.ground.repository.create(row)
    this.rows++
    const key = this.keyOf(row, answer)
    this.#created.push(key)
    return key
  }

  async update(key: CrudKey, changes: Row): Promise<unknown> {
    const answer = await this.ground.repository.update(key, changes)
    this.rows++
    return answer
  }

  async delete(key: CrudKey): Promise<unknown> {
    const answer = await this.ground.repository.delete(key)
    this.rows++
    this.#created.splice(this.#created.indexOf(key), 1)
    return answer
  }

  /** Undefined where there is no such row, however the repository says that. */
  async find(key: CrudKey): Promise<Row | undefined> {
    let found: unknown
    try {
      found = await this.ground.repository.find(key)
    } catch (thrown) {
      if (thrown instanceof TypeError || thrown instanceof ReferenceError) throw thrown
      // A repository may say so by an error of its own; what a database says comes as another kind.
      if (isOfDatabase(thrown)) throw thrown
      return undefined
    }
    const one: unknown = Array.isArray(found) ? found[0] : found
    return typeof one === 'object' && one !== null ? asFound(one) : undefined
  }

  /** What was done by work is undone, where there is a transaction to undo it. */
  async undone<T>(work: () => Promise<T>): Promise<T> {
    const { transaction } = this.ground
    if (!transaction) return await work()
    let answer: { readonly result: T } | undefined
    try {
      await transaction(async () => {
        answer = { result: await work() }
        throw new Error('undone, as a test does')
      })
    } catch (thrown) {
      if (!answer) throw thrown
    } finally {
      // They went with the transaction.
      this.#created.length = 0
    }
    if (!answer) throw new Error('transaction() of the repository did not run what it was given')
    return answer.result
  }

  async clear(): Promise<void> {
    for (const key of this.#created.splice(0).reverse()) await this.ground.repository.delete(key)
  }
}

function createdKey(fields: readonly string[], row: Row, answer: unknown): CrudKey {
  const [only] = fields
  if (fields.length === 1 && ['string', 'number', 'bigint'].includes(typeof answer)) return answer
  const of = (field: string): unknown => {
    const value = typeof answer === 'object' && answer !== null ? Reflect.get(answer, field) : undefined
    const known = value ?? row[field]
    if (known === undefined) throw new Error(`create() answered neither the row nor its key: ${field} is not known`)
    return known
  }
  return fields.length === 1 && only !== undefined
    ? of(only)
    : Object.fromEntries(fields.map((field) => [field, of(field)]))
}

function isOfDatabase(thrown: unknown): boolean {
  return (
    thrown instanceof UnderstudyError ||
    (isError(thrown) && 'code' in thrown && /^([0-9A-Z]{5}|SQLITE_\w+)$/.test(String(thrown.code)))
  )
}

/** A row of the repository's, of which any field may be asked for. */
function asFound(found: object): Row {
  return found as Row
}
