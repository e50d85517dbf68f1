import type { Batch } from '../model/batch.ts'
import type { DecodeOptions } from './contract.ts'
import { parseJsonExact } from './json-parse.ts'
import { malformed } from './malformed.ts'
import { isRow, RowGatherer } from './ndjson-decode.ts'
import { checkedUtf8 } from './utf8-input.ts'

/** Reads an array of objects, one object in memory at a time. What types come back is as in NDJSON. */
export async function* decodeJson(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Batch> {
  const gatherer = new RowGatherer(options)
  const splitter = new ElementSplitter()
  for await (const chunk of checkedUtf8('json', input)) {
    for (const { text, line } of splitter.split(chunk)) {
      const row = parseJsonExact(text)
      if (row === undefined) throw malformed('json', 'An element is not valid JSON', `line ${line}`)
      if (!isRow(row)) throw malformed('json', 'An element is not an object', `line ${line}`)
      yield* gatherer.add(row)
    }
  }
  splitter.finish()
  yield* gatherer.rest()
}

interface Element {
  readonly text: string
  readonly line: number
}

/** What may come next outside of an element. */
type Expects = 'array' | 'first-or-end' | 'element' | 'comma-or-end' | 'nothing'

const QUOTE = 34
const BACKSLASH = 92
const LINE_FEED = 10
const COMMA = 44
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
const isSpace = (byte: number) => byte === 32 || byte === LINE_FEED || byte === 13 || byte === 9

/** Cuts the elements out of an array of objects. It only minds brackets and strings: JSON.parse judges the rest. */
class ElementSplitter {
  #expects: Expects = 'array'
  #line = 1
  /** Of the element being read. */
  #depth = 0
  #inString = false
  #escaped = false
  #startLine = 1
  #pending: Buffer[] = []

  finish(): void {
    if (this.#depth > 0) throw malformed('json', 'The input ends within an element', `line ${this.#startLine}`)
    if (this.#expects !== 'nothing') throw malformed('json', wanted[this.#expects], `line ${this.#line}, at the end`)
  }

  *split(chunk: Uint8Array): Generator<Element> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    let start = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === LINE_FEED) this.#line++
      if (this.#depth === 0) {
        if (isSpace(byte)) continue
        this.#betweenElements(byte)
        start = at
      } else if (this.#insideElement(byte)) {
        this.#pending.push(bytes.subarray(start, at + 1))
        const text = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending)
        this.#pending = []
        this.#expects = 'comma-or-end'
        yield { text: text.toString('utf8', 0, text.length), line: this.#startLine }
      }
    }
    if (this.#depth > 0) this.#pending.push(bytes.subarray(start))
  }

  #betweenElements(byte: number): void {
    const expects = this.#expects
    if (byte === OPEN_OBJECT && (expects === 'first-or-end' || expects === 'element')) {
      this.#depth = 1
      this.#startLine = this.#line
    } else if (byte === OPEN_ARRAY && expects === 'array') this.#expects = 'first-or-end'
    else if (byte === COMMA && expects === 'comma-or-end') this.#expects = 'element'
    else if (byte === CLOSE_ARRAY && (expects === 'first-or-end' || expects === 'comma-or-end'))
      this.#expects = 'nothing'
    else throw malformed('json', wanted[expects], `line ${this.#line}`)
  }

  /** Whether the byte ends the element. */
  #insideElement(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
    } else if (byte === QUOTE) this.#inString = true
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return --this.#depth === 0
    return false
  }
}

const wanted: Readonly<Record<Expects, string>> = {
  array: 'An array of objects was expected',
  'first-or-end': 'An object or the end of the array was expected',
  element: 'An object was expected',
  'comma-or-end': 'A comma or the end of the array was expected',
  nothing: 'Nothing was expected after the array',
}
