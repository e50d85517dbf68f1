import { RequestError } from '../../errors/request-error.ts'

/** Where a row lies: in which chunk of its side, and where in that. */
export interface RowPlace {
  readonly chunk: number
  readonly row: number
}

export interface Waiting extends RowPlace {
  /** Of the whole row. */
  readonly digest: string
  next?: Waiting
}

export type Side = 'before' | 'after'

/**
 * Rows of two versions, as they come, each waiting until the one with its key comes on the other side. What waits is what
 * lies apart, and not what there is: rows that are all shifted by a thousand leave a thousand waiting.
 */
export class Meeting {
  readonly #waiting = { before: new Map<string, Waiting>(), after: new Map<string, Waiting>() }
  readonly #count = { before: 0, after: 0 }
  readonly #most: number

  /** `most` rows of both sides wait at a time; where there are more, LIMIT_EXCEEDED. */
  constructor(most = 500_000) {
    this.#most = most
  }

  /** The row that it meets, which waits no longer: the same one if there is, of several with this key. */
  come(side: Side, key: string, row: Waiting): Waiting | undefined {
    const other = side === 'before' ? 'after' : 'before'
    const first = this.#waiting[other].get(key)
    if (!first) {
      const known = this.#waiting[side].get(key)
      this.#waiting[side].set(key, known ? { ...row, next: known } : row)
      this.#count[side]++
      if (this.#count.before + this.#count.after > this.#most) throw tooFarApart(this.#most)
      return undefined
    }
    const [met, rest] = taken(first, row.digest)
    if (rest) this.#waiting[other].set(key, rest)
    else this.#waiting[other].delete(key)
    this.#count[other]--
    return met
  }

  count(side: Side): number {
    return this.#count[side]
  }

  /** Of what still waits, so many. */
  left(side: Side, most: number): Waiting[] {
    const some: Waiting[] = []
    for (const first of this.#waiting[side].values()) {
      for (let one: Waiting | undefined = first; one; one = one.next) {
        if (some.length === most) return some
        some.push(one)
      }
    }
    return some
  }
}

/** The one with this digest, or else the first; and what is left of the list. */
function taken(first: Waiting, digest: string): [Waiting, Waiting | undefined] {
  const all: Waiting[] = []
  for (let one: Waiting | undefined = first; one; one = one.next) all.push(one)
  const at = Math.max(
    0,
    all.findIndex((one) => one.digest === digest),
  )
  const met = all[at]!
  let rest: Waiting | undefined
  for (const { chunk, row, digest: other } of all.toSpliced(at, 1).reverse()) {
    rest = { chunk, row, digest: other, ...(rest ? { next: rest } : {}) }
  }
  return [met, rest]
}

function tooFarApart(most: number): RequestError {
  return new RequestError('LIMIT_EXCEEDED', {
    message: `the rows of these versions lie too far apart: more than ${most} of them have no counterpart so far`,
    hint: 'Export both versions and compare them where they are.',
    details: { limit: 'comparedRows', most },
  })
}
