import { UnderstudyError } from '../errors.ts'
import type { Distribution } from '../model/schema.ts'
import { indexShape } from '../random/distribution.ts'
import { below } from '../random/draw.ts'

const TWO_32 = 4294967296

/** Turns a uniform word into an index below `size`, some more popular than others: which parent, which kind, how many. */
export function shapedBelow(distribution: Distribution | undefined, size: number): (word: number) => number {
  if (!distribution || distribution.name === 'uniform') return (w) => below(w, size)
  if (distribution.name === 'seasonal') {
    throw new UnderstudyError('SCHEMA_INVALID', {
      operation: 'plan rows',
      message: 'a seasonal distribution shapes dates; it cannot choose parents or counts',
      hint: 'Use uniform, normal, log-normal, zipf or weighted there.',
    })
  }
  const index = indexShape(distribution, size)
  return (w) => index(w / TWO_32)
}
