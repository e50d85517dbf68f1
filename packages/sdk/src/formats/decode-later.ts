import type { Format } from './contract.ts'

type Decode = NonNullable<Format['decode']>

/** A decoder whose module, and the parser that it needs, is loaded when something is decoded: most runs only write. */
export function decodeLater(load: () => Promise<Decode>): Decode {
  return async function* decode(input, options) {
    yield* (await load())(input, options)
  }
}
