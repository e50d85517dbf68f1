import type { TestDataScope } from '../../context/test-data-scope.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Entry } from '../../ledger/ledger.ts'
import { type CleanupAnswer, type CreateAnswer, type VerifyAnswer, wire } from '../wire.ts'
import { answers } from './answers.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import { type Line, send } from './send.ts'

export interface ProductionDataOptions {
  readonly line: Line
  readonly testId: string
  readonly scope: TestDataScope
  readonly maxAgeMinutes: number
  readonly buildId: string | undefined
  readonly shadow: boolean
  readonly keys: IdempotencyKeys
  /** Others may have created under this test id before: a cleanup asks, whatever was created here. */
  readonly inherited: boolean
  /** Writes down what is about to be; throws where it cannot, and then nothing is created. Undefined: it is not noted. */
  readonly intend: (() => Entry) | undefined
}

export interface CreatedRecord {
  readonly type: string
  readonly id: string
  readonly record: unknown
}

const nothing: CleanupAnswer = { deleted: {}, failures: [], complete: true }

/** What one test id makes in production, from its intent to its removal. */
export class ProductionData {
  readonly testId: string
  readonly shadow: boolean
  readonly #options: ProductionDataOptions
  readonly #made: CreatedRecord[] = []
  /** Ends creations that are under way when the cleanup begins. */
  readonly #closing = new AbortController()
  #opened: Promise<VerifyAnswer> | undefined
  #entry: Entry | undefined
  /** There may be something: a creation was sent, whatever became of it. */
  #asked: boolean
  #expiresAt: Date
  #cleaning: Promise<CleanupAnswer> | undefined

  constructor(options: ProductionDataOptions) {
    this.testId = options.testId
    this.shadow = options.shadow
    this.#options = options
    this.#asked = options.inherited && !options.shadow
    this.#expiresAt = new Date(Date.now() + options.maxAgeMinutes * 60_000)
  }

  /** What was created; in a shadow, what would have been. */
  get made(): readonly CreatedRecord[] {
    return this.#made
  }

  get expiresAt(): Date {
    return this.#expiresAt
  }

  /** Makes sure that the API lets this test id in. Once; tried again after a failure. */
  open(signal?: AbortSignal): Promise<VerifyAnswer> {
    this.#opened ??= this.verify(signal).catch((thrown) => {
      this.#opened = undefined
      throw thrown
    })
    return this.#opened
  }

  /** Asks anew; `standing` has what was created looked for, which takes longer. */
  async verify(signal?: AbortSignal, standing = false): Promise<VerifyAnswer> {
    const doing = 'verify access to production'
    const body = { ...this.#lifetime(), ...(standing && { standing }) }
    const answer = answers.verify(doing, await this.#ask(doing, wire.operations.verify, body, { signal }))
    const { prefix } = answer
    if (!this.testId.startsWith(prefix)) {
      throw new UnderstudyError('TEST_ID_INVALID', {
        operation: doing,
        message: `The API marks its test data with another prefix than this test id has: ${JSON.stringify(prefix)}`,
        hint: `Set the prefix of the manager to ${JSON.stringify(prefix)}.`,
      })
    }
    return answer
  }

  /** Of an entity type, or of a scenario, which takes one input. */
  async create(operation: string, inputs: readonly unknown[], signal?: AbortSignal): Promise<CreateAnswer> {
    this.#refuseClosed(`create ${operation} in production`)
    await this.open(signal)
    const doing = `create ${operation} in production`
    this.#refuseClosed(doing)
    if (!this.shadow) {
      this.#entry ??= this.#options.intend?.()
      this.#asked = true
    }
    const answer = answers.create(
      doing,
      await this.#ask(
        doing,
        operation,
        { ...this.#lifetime(), inputs },
        {
          idempotencyKey: this.#options.keys(operation, inputs),
          signal: signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal,
        },
      ),
    )
    this.#refuseOther(doing, answer)
    this.#made.push(...answer.created)
    this.#expiresAt = new Date(answer.expiresAt)
    return answer
  }

  /** Of data that is kept for an environment: as long again, from now on. */
  async renew(signal?: AbortSignal): Promise<Date> {
    const doing = 'renew test data in production'
    this.#refuseClosed(doing)
    const { maxAgeMinutes, buildId } = this.#options
    const answer = answers.renew(
      doing,
      await this.#ask(doing, wire.operations.renew, { maxAgeMinutes, ...(buildId && { buildId }) }, { signal }),
    )
    this.#expiresAt = new Date(answer.expiresAt)
    return this.#expiresAt
  }

  /** Ends what is under way, and refuses what comes later. */
  close(): void {
    this.#closing.abort()
  }

  /** It stays, for whom it is kept: nobody is to remove it for this run. */
  keep(): void {
    this.close()
    this.#entry?.done()
  }

  /** Removes all of it. One cleanup, however often it is asked for; where something stayed, the next call tries again. */
  cleanup(signal?: AbortSignal): Promise<CleanupAnswer> {
    this.close()
    this.#cleaning ??= this.#remove(signal).then(
      (answer) => {
        if (answer.complete) this.#entry?.done()
        else this.#cleaning = undefined
        return answer
      },
      (thrown) => {
        this.#cleaning = undefined
        throw thrown
      },
    )
    return this.#cleaning
  }

  async #remove(signal: AbortSignal | undefined): Promise<CleanupAnswer> {
    if (!this.#asked) return nothing
    const doing = 'clean up production'
    const { buildId } = this.#options
    return answers.cleanup(
      doing,
      await this.#ask(doing, wire.operations.cleanup, buildId ? { buildId } : {}, { signal, removes: true }),
    )
  }

  #ask(
    doing: string,
    operation: string,
    body: Readonly<Record<string, unknown>>,
    more: { signal?: AbortSignal | undefined; idempotencyKey?: string; removes?: boolean },
  ): Promise<unknown> {
    const { line, testId, shadow } = this.#options
    return send(line, { doing, operation, testId, body, shadow, ...more })
  }

  #lifetime() {
    const { scope, maxAgeMinutes, buildId } = this.#options
    return { scope, maxAgeMinutes, ...(buildId && { buildId }) }
  }

  #refuseClosed(doing: string): void {
    if (!this.#closing.signal.aborted) return
    throw new UnderstudyError('CONTEXT_CLOSED', {
      operation: doing,
      message: 'What this test created in production was cleaned up, and nothing more is created for it',
    })
  }

  /** A shadow that creates, or a creation that does not, is another API than this one. */
  #refuseOther(doing: string, { shadow }: CreateAnswer): void {
    if (shadow === this.shadow) return
    throw new UnderstudyError('TEST_API_UNREACHABLE', {
      operation: doing,
      message: this.shadow
        ? 'A shadow was asked for, and the API does not say that it created nothing'
        : 'The API says that it created nothing, and no shadow was asked for',
      hint: 'Look for what takes the header X-Test-Shadow out, or puts it in, on the way to the API.',
    })
  }
}
