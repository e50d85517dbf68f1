import { streamOf, substream } from '../random/stream.ts'
import type { KindContext } from './kind.ts'
import { localeOf } from './locale.ts'

/** A field that nobody has said anything about: for documentation, golden files and tests. */
export function exampleContext(
  kind: string,
  changes: Partial<KindContext> & { readonly seed?: string } = {},
): KindContext {
  const { seed = 'example', ...rest } = changes
  const stream = streamOf(seed)
  return {
    stream: substream(stream, 'field', kind),
    record: substream(stream, 'record'),
    unique: false,
    locale: localeOf('en'),
    maxLength: undefined,
    type: undefined,
    distribution: undefined,
    ...rest,
  }
}
