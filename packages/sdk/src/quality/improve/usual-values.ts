import { valueReader } from '../../formats/row-objects.ts'
import type { Batch } from '../../model/batch.ts'
import { foldedText } from '../columns/folded-text.ts'
import { keyColumn } from '../columns/key-column.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import type { RowSource } from '../row-source.ts'

interface Usual {
  readonly key: string
  readonly value: unknown
  count: number
}

/** By the values of other columns, the value that most rows with the same have: of as many, the one that comes first. */
export class UsualValues {
  readonly #by: readonly string[]
  readonly #column: string
  /** By key, then by value. */
  readonly #counts = new Map<string, Map<string, Usual>>()
  readonly #best = new Map<string, Usual>()

  constructor(by: readonly string[], column: string) {
    this.#by = by
    this.#column = column
  }

  add(batch: Batch): void {
    const vector = vectorOf(batch, this.#column)
    const read = valueReader(vector)
    const [keys, values] = [keyColumn(batch, this.#by), keyColumn(batch, [this.#column])]
    for (let row = 0; row < batch.length; row++) {
      if (keys.nulls?.[row] === 1 || values.nulls?.[row] === 1) continue
      const key = textOf(keys, row)
      const value = textOf(values, row)
      const counts = this.#counts.get(key) ?? new Map<string, Usual>()
      this.#counts.set(key, counts)
      const known = counts.get(value)
      if (known) known.count++
      else counts.set(value, { key: value, value: read(row), count: 1 })
    }
  }

  /** Nothing is added any more. */
  settle(): void {
    for (const [key, counts] of this.#counts) {
      let best: Usual | undefined
      for (const one of counts.values()) if (best === undefined || one.count > best.count) best = one
      if (best) this.#best.set(key, best)
    }
    this.#counts.clear()
  }

  /** Undefined of a row whose other columns no row with a value has. */
  valuesOf(batch: Batch): (row: number) => unknown {
    const keys = keyColumn(batch, this.#by)
    return (row) => (keys.nulls?.[row] === 1 ? undefined : this.#best.get(textOf(keys, row))?.value)
  }

  /** Whether a row has a value, and another one than the usual. */
  differsIn(batch: Batch): (row: number) => boolean {
    const [keys, values] = [keyColumn(batch, this.#by), keyColumn(batch, [this.#column])]
    return (row) => {
      if (keys.nulls?.[row] === 1 || values.nulls?.[row] === 1) return false
      return this.#best.get(textOf(keys, row))?.key !== textOf(values, row)
    }
  }
}

function textOf({ low, high }: { readonly low: Int32Array; readonly high: Int32Array }, row: number): string {
  return `${low[row]} ${high[row]}`
}

interface Place {
  readonly entity: string
  readonly signal: AbortSignal | undefined
}

/** Reads the rows once. Memory grows with the different combinations of key and value. */
export async function usualValues(
  source: RowSource,
  { entity, signal }: Place,
  by: readonly string[],
  column: string,
): Promise<UsualValues> {
  const usual = new UsualValues(by, column)
  for await (const batch of source.batches({
    entities: [entity],
    columns: new Map([[entity, new Set([...by, column])]]),
    signal,
  }))
    usual.add(batch)
  usual.settle()
  return usual
}

/** As most rows write a text that they write in several ways; of as many, as the first does. */
export async function usualSpelling(
  source: RowSource,
  { entity, signal }: Place,
  column: string,
): Promise<(text: string) => string> {
  const counts = new Map<string, number>()
  for await (const batch of source.batches({
    entities: [entity],
    columns: new Map([[entity, new Set([column])]]),
    signal,
  })) {
    const vector = vectorOf(batch, column)
    const { words, indices } = textColumn(vector)
    for (let row = 0; row < batch.length; row++) {
      if (vector.nulls?.[row] === 1) continue
      const text = words[indices === undefined ? row : indices[row]!]!
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
  }
  const best = new Map<string, string>()
  for (const [text, count] of counts) {
    const folded = foldedText(text)
    const known = best.get(folded)
    if (known === undefined || count > counts.get(known)!) best.set(folded, text)
  }
  return (text) => best.get(foldedText(text)) ?? text
}

/** As one of these texts is written, where it is one of them but for case and blanks, and of no two of them. */
export function spellingOf(texts: readonly string[]): (text: string) => string {
  const wanted = new Set(texts)
  const byFold = new Map<string, string | undefined>()
  for (const text of wanted) {
    const folded = foldedText(text)
    byFold.set(folded, byFold.has(folded) ? undefined : text)
  }
  return (text) => (wanted.has(text) ? text : (byFold.get(foldedText(text)) ?? text))
}
