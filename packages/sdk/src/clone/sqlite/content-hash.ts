import { createHash, type Hash } from 'node:crypto'
import { ExactText, type StoredValue } from './stored-value.ts'

/** The hash of rows as they came from the source: other values, other classes or another order give another one. */
export class ContentHash {
  readonly #hash: Hash = createHash('sha256')

  add(rows: readonly (readonly StoredValue[])[]): void {
    let text = ''
    for (const row of rows) {
      for (const value of row) {
        if (value === null) text += '-'
        else if (typeof value === 'string') text += `t${value.length}:${value}`
        else if (typeof value === 'bigint') text += `i${value};`
        else if (typeof value === 'number') text += Object.is(value, -0) ? 'r-0;' : `r${value};`
        else {
          const bytes = value instanceof ExactText ? value.bytes : value
          this.#hash.update(`${text}${value instanceof ExactText ? 'x' : 'b'}${bytes.length}:`)
          this.#hash.update(bytes)
          text = ''
        }
      }
    }
    this.#hash.update(text)
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}
