import { malformed } from './malformed.ts'

type State = 'field-start' | 'bare' | 'quoted' | 'quote-in-quoted'

const QUOTE = 34
const LINE_FEED = 10
const RETURN = 13

/**
 * Watches the quotes of a CSV stream. The parser is lenient about quotes inside of unquoted fields, which real files
 * have, and cannot be so without also letting broken quoted fields pass: those are found here.
 */
export class CsvQuotes {
  readonly #delimiter: number
  #state: State = 'field-start'
  #line = 1
  #openedAt = 1

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  check(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte === LINE_FEED) this.#line++
      if (this.#state === 'quoted') {
        if (byte === QUOTE) this.#state = 'quote-in-quoted'
      } else if (this.#state === 'quote-in-quoted') {
        if (byte === QUOTE) this.#state = 'quoted'
        else if (this.#endsField(byte)) this.#state = 'field-start'
        else throw malformed('csv', 'Text follows the closing quote of a field', `line ${this.#line}`)
      } else if (this.#endsField(byte)) this.#state = 'field-start'
      else if (this.#state === 'bare' || byte !== QUOTE) this.#state = 'bare'
      else {
        this.#state = 'quoted'
        this.#openedAt = this.#line
      }
    }
  }

  #endsField(byte: number): boolean {
    return byte === this.#delimiter || byte === LINE_FEED || byte === RETURN
  }

  finish(): void {
    if (this.#state === 'quoted') throw malformed('csv', 'A quoted field is not closed', `line ${this.#openedAt}`)
  }
}
