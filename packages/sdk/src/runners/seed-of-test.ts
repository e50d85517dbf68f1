import { streamOf, substream, word } from '../random/stream.ts'

/** The seed of one test, of nothing but the seed of the suite and the test's full name: order and workers change nothing. */
export function seedOfTest(seed: string | number, name: string): number {
  return word(substream(streamOf(seed), 'test', name), 0)
}
