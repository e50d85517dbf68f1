import { rowRange } from '../random/stream.ts'
import { exampleContext } from './example-context.ts'
import type { Kind } from './kind.ts'
import { makerOf } from './registry.ts'
import { textsOf } from './text-of.ts'

const ROWS = 8

/** File of a kind's pinned values, in src/values/golden/. */
export function goldenName({ name, version }: Kind): string {
  return `${name}@${version}.json`
}

/** What the file says: some values of each example, drawn and unique. They change only with the kind's version. */
export function goldenText(kind: Kind): string {
  const cases = (kind.examples ?? [{}]).map((options) => ({
    options,
    drawn: valuesOf(kind, options, false),
    ...(kind.neverUnique === undefined ? { unique: uniqueOf(kind, options) } : {}),
  }))
  return `${JSON.stringify({ kind: kind.name, version: kind.version, cases }, null, 2)}\n`
}

function uniqueOf(kind: Kind, options: Readonly<Record<string, unknown>>): readonly string[] {
  // A template without a sequence can't be unique, and says so when it is prepared: capacity 0.
  return makerOf(kind.name, options, exampleContext(kind.name)).capacity === 0 ? [] : valuesOf(kind, options, true)
}

function valuesOf(kind: Kind, options: Readonly<Record<string, unknown>>, unique: boolean): readonly string[] {
  const maker = makerOf(kind.name, options, exampleContext(kind.name, { unique }))
  return textsOf(maker.make(rowRange(0, Math.min(ROWS, unique ? maker.capacity : ROWS))))
}
