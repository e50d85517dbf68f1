import { regExpOf } from '../model/expression/pattern.ts'
import { rowRange, streamOf, substream } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { makerOf } from '../values/registry.ts'
import { textsOf } from '../values/text-of.ts'
import type { FieldHint } from './infer-field.ts'

const tries = 32

/** Whether what a kind makes has the patterns that the field's text must have. It is tried. */
export function matchesPattern(kind: string, options: Readonly<Record<string, unknown>>, hint: FieldHint): boolean {
  const { pattern, patterns = [] } = hint
  const whole = pattern === undefined ? [] : [{ source: `^(?:${pattern})$`, ignoreCase: false, negated: false }]
  const wanted = [...whole, ...patterns].map((one) => ({ test: regExpOf(one), negated: one.negated }))
  if (wanted.length === 0) return true
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
  const texts = textsOf(maker.make(rowRange(0, tries)))
  return wanted.every(({ test, negated }) => texts.every((text) => test.test(text) !== negated))
}
