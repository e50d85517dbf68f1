import { SaxesParser } from 'saxes'
import type { Batch } from '../model/batch.ts'
import { batchOf } from './batch-of-rows.ts'
import type { ColumnShape, DecodeOptions } from './contract.ts'
import { defaultBatchRows, defaultEntity } from './decode-defaults.ts'
import { parseJsonExact } from './json-parse.ts'
import { malformed } from './malformed.ts'

/**
 * Reads what the encoder writes: `rows` of `row`s of `field`s. Fields marked as base64 come back as bytes, all others as
 * text, or as their `databaseType` where `columns` are given. Comments and processing instructions are passed over.
 */
export async function* decodeXml(input: AsyncIterable<Uint8Array>, options: DecodeOptions = {}): AsyncGenerator<Batch> {
  const reader = new RowReader()
  const limit = options.batchRows ?? defaultBatchRows
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let firstRow = 0
  const take = (): Batch => {
    const rows = reader.takeRows(limit)
    const batch = batchOf(
      options.entity ?? reader.entity ?? defaultEntity,
      rows,
      options.columns ?? reader.columnsOf(rows),
      firstRow,
    )
    firstRow += rows.length
    return batch
  }
  const text = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (thrown) {
      if (thrown instanceof TypeError) throw malformed('xml', 'The input is not UTF-8', reader.place())
      throw thrown
    }
  }
  for await (const chunk of input) {
    reader.write(text(chunk))
    while (reader.length >= limit) yield take()
  }
  reader.write(text())
  reader.close()
  while (reader.length > 0) yield take()
}

type Attributes = Readonly<Record<string, string>>

/** Where in the document the parser is, from the outside in. */
const elements = ['rows', 'row', 'field'] as const

class RowReader {
  readonly #parser = new SaxesParser()
  entity: string | undefined
  #depth = 0
  #rows: Record<string, unknown>[] = []
  #members: [string, unknown][] = []
  #names = new Set<string>()
  readonly #seen = new Set<string>()
  #attributes: Attributes = {}
  #text = ''

  constructor() {
    this.#parser.on('error', (error) => this.#refuse(withoutPlace(error.message)))
    this.#parser.on('doctype', () => this.#refuse('A document type is not read'))
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes))
    this.#parser.on('closetag', () => this.#close())
    this.#parser.on('text', (text) => this.#content(text))
    this.#parser.on('cdata', (text) => this.#content(text))
  }

  get length(): number {
    return this.#rows.length
  }

  /** In the order in which the document names them; an object has names that are whole numbers first. */
  columnsOf(rows: readonly Record<string, unknown>[]): ColumnShape[] {
    const held = new Set(rows.flatMap(Object.keys))
    return [...this.#seen].filter((name) => held.has(name)).map((name) => ({ name }))
  }

  takeRows(limit: number): Record<string, unknown>[] {
    return this.#rows.splice(0, limit)
  }

  write(text: string): void {
    this.#parser.write(text)
  }

  close(): void {
    this.#parser.close()
  }

  place(): string {
    return `line ${this.#parser.line}, column ${this.#parser.column + 1}`
  }

  #refuse(message: string): never {
    throw malformed('xml', message, this.place())
  }

  #open(name: string, attributes: Attributes): void {
    const expected = elements[this.#depth]
    if (name !== expected) this.#refuse(expected ? `The element ${expected} was expected` : 'A field holds an element')
    this.#depth++
    this.#attributes = attributes
    this.#text = ''
    if (name === 'rows') this.entity = this.#named('entity')
  }

  #close(): void {
    this.#depth--
    if (this.#depth === 2) {
      const name = this.#named('name')
      if (name === undefined) this.#refuse('A field has no name')
      if (this.#names.has(name)) this.#refuse('A row has two fields of one name')
      this.#names.add(name)
      this.#seen.add(name)
      this.#members.push([name, this.#value()])
    } else if (this.#depth === 1) {
      this.#rows.push(Object.fromEntries(this.#members))
      this.#members = []
      this.#names = new Set()
    }
  }

  #content(text: string): void {
    if (this.#depth === 3) this.#text += text
    else if (text.trim() !== '') this.#refuse('Text stands outside of a field')
  }

  #named(label: string): string | undefined {
    const value = this.#attributes[label]
    if (value === undefined || this.#attributes[`${label}-encoding`] !== 'json') return value
    return this.#jsonString(value)
  }

  #value(): string | Uint8Array | null {
    if (this.#attributes.null === 'true') return null
    switch (this.#attributes.encoding) {
      case undefined:
        return this.#text
      case 'json':
        return this.#jsonString(this.#text)
      case 'base64':
        if (!/^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/.test(this.#text)) this.#refuse('A field is not base64')
        return new Uint8Array(Buffer.from(this.#text, 'base64'))
      default:
        return this.#refuse('A field has an unknown encoding')
    }
  }

  #jsonString(text: string): string {
    const value = parseJsonExact(text)
    return typeof value === 'string' ? value : this.#refuse('A JSON string was expected')
  }
}

/** The parser puts line and column before its message; what it says after them names syntax, not data. */
function withoutPlace(message: string): string {
  const reason = message.replace(/^(?:[^:]*:)?\d+:\d+: /, '').replace(/[.:].*$/s, '')
  return `The document is not well-formed: ${reason}`
}
