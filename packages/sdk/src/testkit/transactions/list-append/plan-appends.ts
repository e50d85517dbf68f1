import { below } from '../../../random/draw.ts'
import { streamOf, substream, word } from '../../../random/stream.ts'

export interface AppendPlan {
  readonly seed: string | number
  readonly transactions: number
  /** Lists that there are. */
  readonly keys: number
  /** Steps of a transaction at most. */
  readonly steps: number
  /** Whether all work as fast as they can, instead of in an order that depends on the seed alone. */
  readonly freely: boolean
}

export type PlannedStep =
  | { readonly does: 'read'; readonly key: number }
  | { readonly does: 'append'; readonly key: number; readonly value: number }

/**
 * The steps of each transaction, by the seed alone. Appends go by rising keys, so that no two transactions ever wait for
 * each other; half of the steps are reads.
 */
export function planAppends({ seed, transactions, keys, steps }: Omit<AppendPlan, 'freely'>): PlannedStep[][] {
  const stream = substream(streamOf(seed), 'list-append')
  let values = 0
  return Array.from({ length: transactions }, (_, transaction) => {
    const own = substream(stream, transaction)
    const drawn = Array.from({ length: 1 + below(word(own, 0), steps) }, (_, step) => ({
      reads: below(word(own, step, 1), 2) === 0,
      key: below(word(own, step, 2), keys),
    }))
    const rising = drawn
      .filter(({ reads }) => !reads)
      .map(({ key }) => key)
      .sort((a, b) => a - b)
    return drawn.map(({ reads, key }): PlannedStep => {
      if (reads) return { does: 'read', key }
      values++
      return { does: 'append', key: rising.shift() ?? key, value: values }
    })
  })
}
