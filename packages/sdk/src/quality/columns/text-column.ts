import { canonicalReader } from '../../anonymize/apply/canonical.ts'
import { jsonText } from '../../formats/json-text.ts'
import type { Vector } from '../../model/batch.ts'

/** A column as texts: that of a row is `words[indices[row]]`, or `words[row]` where there are no indices. */
export interface TextColumn {
  readonly words: readonly string[]
  readonly indices: Int32Array | undefined
}

const known = new WeakMap<Vector, TextColumn>()

/**
 * Every value in its canonical text, so that the same value has the same text in whichever vector it came; where it is
 * null the text means nothing. Made once for a vector, however many rules read it.
 */
export function textColumn(vector: Vector): TextColumn {
  const made = known.get(vector) ?? make(vector)
  known.set(vector, made)
  return made
}

function make(vector: Vector): TextColumn {
  if (vector.type === 'text') return { words: vector.values, indices: undefined }
  if (vector.type === 'pick') return { words: vector.dictionary.words, indices: vector.indices }
  if (vector.type === 'json') return { words: vector.values.map(textOfJson), indices: undefined }
  const read = canonicalReader(vector)
  return { words: Array.from({ length: vector.length }, (_, row) => read(row) ?? ''), indices: undefined }
}

/** Of values of any type in one column: a text is that text, not JSON of it, and a moment is written as in a column of its own. */
export function textOfJson(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date)
    return value.toISOString().replace(/(\.\d*?)0+Z$/, (_, digits: string) => (digits === '.' ? 'Z' : `${digits}Z`))
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : jsonText(value)
}
