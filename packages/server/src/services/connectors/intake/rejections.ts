import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'

/** A row that was not taken. No value of it: names and what was wrong. */
export const rejection = z.object({
  object: z.string(),
  entity: z.string(),
  row: z.number().int().describe('from 1, within the object'),
  column: z.string().nullable(),
  reason: z.string(),
})
export type Rejection = z.infer<typeof rejection>

export interface RejectionMark {
  readonly count: number
  readonly listed: number
}

/** As many are listed; all are counted. */
const mostListed = 200

export class Rejections {
  readonly #most: number
  readonly #listed: Rejection[] = []
  #count = 0

  /** @param most as many may be left out */
  constructor(most: number) {
    this.#most = most
  }

  get count(): number {
    return this.#count
  }

  get listed(): readonly Rejection[] {
    return this.#listed
  }

  add(rejection: Rejection): void {
    this.#count++
    if (this.#listed.length < mostListed) this.#listed.push({ ...rejection, reason: rejection.reason.slice(0, 300) })
  }

  /** Where it stands, to come back to, or to ask what came since. */
  mark(): RejectionMark {
    return { count: this.#count, listed: this.#listed.length }
  }

  since({ count, listed }: RejectionMark): { readonly count: number; readonly listed: Rejection[] } {
    return { count: this.#count - count, listed: this.#listed.slice(listed) }
  }

  /** As if nothing had come since: an object is read from its beginning again. */
  rewind({ count, listed }: RejectionMark): void {
    this.#count = count
    this.#listed.length = listed
  }

  /** Those of a try before. */
  recall(count: number, listed: readonly Rejection[]): void {
    this.#count += count
    this.#listed.push(...listed.slice(0, mostListed - this.#listed.length))
  }

  /** Between two blocks: so that more than one is told of. */
  refuseTooMany(): void {
    if (this.#count <= this.#most) return
    const [first] = this.#listed
    const about = first && `the first one is row ${first.row} of ${JSON.stringify(first.object)}: ${first.reason}`
    throw new RequestError('ROWS_REJECTED', {
      message: `${this.#count} rows cannot be taken, and ${this.#most} may be left out; ${about}`,
      details: { rejected: this.#count, most: this.#most },
    })
  }
}
