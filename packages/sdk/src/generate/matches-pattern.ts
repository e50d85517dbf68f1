import { rowRange, streamOf, substream } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { makerOf } from '../values/registry.ts'
import { textsOf } from '../values/text-of.ts'
import type { FieldHint } from './infer-field.ts'

const tries = 32

/** Whether what a kind makes matches the pattern that the field's text must match. It is tried. */
export function matchesPattern(kind: string, options: Readonly<Record<string, unknown>>, hint: FieldHint): boolean {
  const pattern = patternOf(hint)
  if (pattern === undefined) return hint.pattern === undefined
  const stream = substream(streamOf('infer'), kind)
  const maker = makerOf(kind, options, {
    stream,
    record: stream,
    unique: hint.unique ?? false,
    locale: localeOf('en'),
    maxLength: hint.maxLength,
    type: hint.type,
    distribution: undefined,
  })
  return textsOf(maker.make(rowRange(0, tries))).every((text) => pattern.test(text))
}

/** None where JavaScript can't read it. */
function patternOf({ pattern }: FieldHint): RegExp | undefined {
  if (pattern === undefined) return undefined
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}
