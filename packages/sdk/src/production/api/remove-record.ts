import type { Removal, TestEntity } from '../entity.ts'
import type { Registered } from '../registry/record.ts'
import { stateOf } from '../registry/records.ts'
import { claimRemoval, letGo, noteGone, noteOutsideGone } from '../registry/removal.ts'
import { type House, tellFailure } from './house.ts'
import { missingMarks } from './marks.ts'
import { until } from './until.ts'

export type RemovalOutcome =
  | { readonly outcome: 'removed' | 'missing' }
  | { readonly outcome: 'left'; readonly reason: string }

export interface RemovalRequest {
  readonly requestId?: string | undefined
  /** An intent is taken though whoever creates it may be alive. */
  readonly unfinished?: boolean | undefined
  /** Only if it has expired. */
  readonly expired?: boolean | undefined
  /** Who creates it has ended: what is not found now will never be. */
  readonly settled?: boolean | undefined
  /** One of the marks is enough: the record was made a moment ago by whoever removes it. */
  readonly lenient?: boolean | undefined
}

/**
 * Removes one registered record, and what belongs to it outside, when it carries the marks of test data. Called twice, or
 * by two servers at once, it is one removal. Never throws for the application: what could not be removed is said.
 */
export async function removeRecord(
  house: House,
  creation: string,
  request: RemovalRequest = {},
): Promise<RemovalOutcome> {
  const { settings, db } = house
  const { patience, wait } = settings.limits
  const { unfinished = false, expired = false } = request
  const claimed = await until(expired ? 0 : wait, async () => {
    const now = settings.clock()
    const mine = await claimRemoval(db, creation, { now, busyUntil: now + patience, unfinished, expired })
    return mine ?? ((await stateOf(db, creation)) === 'gone' ? 'gone' : undefined)
  })
  if (claimed === 'gone') return { outcome: 'missing' }
  if (claimed === undefined) return { outcome: 'left', reason: 'another request is at it' }
  const entity = settings.entities.get(claimed.type)
  if (!entity) return left(house, claimed, 'the application no longer knows this type')
  const about = { creation, testId: claimed.testId, prefix: settings.prefix }
  const here = new Removing(house, request, claimed, entity, about)
  return here.run()
}

async function left(house: House, { creation, recordId }: Registered, reason: string): Promise<RemovalOutcome> {
  await letGo(house.db, creation, recordId === null ? 'abandoned' : 'made')
  return { outcome: 'left', reason }
}

/** The removal of one record that this server has taken on. */
class Removing {
  readonly #house: House
  readonly #request: RemovalRequest
  readonly #record: Registered
  readonly #entity: TestEntity
  readonly #about: Removal

  constructor(house: House, request: RemovalRequest, record: Registered, entity: TestEntity, about: Removal) {
    this.#house = house
    this.#request = request
    this.#record = record
    this.#entity = entity
    this.#about = about
  }

  async run(): Promise<RemovalOutcome> {
    const found = await this.#application('look up', () => this.#find())
    if ('failed' in found) return this.#left('it could not be looked up')
    const outcome = found.value === undefined ? 'missing' : 'removed'
    if (found.value) {
      const reason = await this.#removeFound(found.value)
      if (reason !== undefined) return this.#left(reason)
    }
    const outside = await this.#removeOutside()
    if (outside !== undefined) return this.#left(outside)
    if (outcome === 'missing' && this.#record.recordId === null && !this.#over()) {
      await letGo(this.#house.db, this.#record.creation, 'abandoned')
      // The other end may still come to it; then it removes the record itself.
      return this.#request.unfinished ? { outcome: 'left', reason: 'it is still being created' } : { outcome }
    }
    await noteGone(this.#house.db, this.#record.creation)
    return { outcome }
  }

  async #find(): Promise<object | undefined> {
    const { recordId, creation } = this.#record
    if (recordId !== null) return this.#entity.find(recordId)
    return this.#entity.findCreation ? this.#entity.findCreation(creation) : this.#entity.find(creation)
  }

  /** Why it must stay, or undefined when it is gone. */
  async #removeFound(record: object): Promise<string | undefined> {
    const missing = missingMarks(this.#entity, record, this.#house.settings.prefix)
    if (missing.length > (this.#request.lenient ? 1 : 0)) {
      return `it does not carry the ${missing.join(' and the ')} of test data, and stays`
    }
    const id = this.#record.recordId ?? idOf(record)
    if (id === undefined) return 'what was found has no id'
    const removed = await this.#application('remove', () => this.#entity.remove(id, this.#about))
    if ('failed' in removed) return 'the application could not remove it'
    const after = await this.#application('look up', () => this.#entity.find(id))
    if ('failed' in after) return 'it could not be looked up after its removal'
    return after.value === undefined ? undefined : 'it is still there after its removal'
  }

  async #removeOutside(): Promise<string | undefined> {
    const { outside, outsideReference, creation } = this.#record
    const hooks = this.#entity.outside
    if (outside === 'none' || outside === 'gone') return undefined
    if (!hooks) return 'the application no longer knows how to remove what belongs to it outside'
    const removed = await this.#application('remove outside', () =>
      hooks.remove(outsideReference ?? undefined, this.#about),
    )
    if ('failed' in removed) return 'what belongs to it outside could not be removed'
    await noteOutsideGone(this.#house.db, creation)
    return undefined
  }

  /** Whether nobody can create it any more. */
  #over(): boolean {
    return this.#request.settled === true || this.#record.expiresAt < this.#house.settings.clock()
  }

  #left(reason: string): Promise<RemovalOutcome> {
    return left(this.#house, this.#record, reason)
  }

  async #application<Value>(
    doing: string,
    work: () => Promise<Value> | Value,
  ): Promise<{ readonly value: Value } | { readonly failed: true }> {
    try {
      return { value: await work() }
    } catch (thrown) {
      tellFailure(this.#house, this.#request.requestId, `${doing} ${this.#record.type}`, thrown)
      return { failed: true }
    }
  }
}

function idOf(record: object): string | undefined {
  const id: unknown = 'id' in record ? record.id : undefined
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}
