import { rowRange, streamOf, substream, words } from '../../random/stream.ts'

/** Uniform is the harder one for an index; clusters are what embeddings look like. */
export const vectorShapes = ['uniform', 'clustered'] as const
export type VectorShape = (typeof vectorShapes)[number]

export interface MadeVectors {
  readonly dimension: number
  readonly shape?: VectorShape | undefined
  readonly seed?: string | number | undefined
  /** Vectors of another use have nothing in common with these but the clusters they lie in. */
  readonly use?: 'rows' | 'queries' | undefined
}

const clusters = 20
const spread = 0.25

/** The vector of a number is always the same, whichever others are made. */
export function* madeVectors(count: number, about: MadeVectors, first = 0): Generator<number[], void, undefined> {
  const { dimension, shape = 'clustered', seed = 1, use = 'rows' } = about
  const stream = substream(streamOf(seed), 'vectors', use)
  const centres = substream(streamOf(seed), 'vectors', 'centres')
  for (let row = first; row < first + count; row++) {
    const own = words(stream, rowRange(row * dimension, dimension))
    if (shape === 'uniform') {
      yield Array.from(own, (word) => rounded(unit(word)))
      continue
    }
    const centre = words(centres, rowRange((row % clusters) * dimension, dimension))
    yield Array.from(own, (word, at) => rounded(unit(centre[at] ?? 0) + spread * unit(word)))
  }
}

/** From -1 to 1. */
function unit(word: number): number {
  return word / 2 ** 31 - 1
}

/** Short to write, and exact enough to be nobody's double. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
