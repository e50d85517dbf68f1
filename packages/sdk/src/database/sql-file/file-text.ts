import { createReadStream } from 'node:fs'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { type Decoder, decoderOf, encodingOf } from './encoding.ts'
import { invalid } from './problem.ts'

/** A SQL file as text, in the encoding that it declares. */
export class SqlFile {
  /** Known once the first of the text has been read. */
  encoding = 'utf-8'
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async *text(): AsyncGenerator<string, void, undefined> {
    let decoder: Decoder | undefined
    try {
      for await (const chunk of createReadStream(this.#path)) {
        if (!decoder) {
          this.encoding = encodingOf(chunk)
          decoder = decoderOf(this.encoding)
        }
        yield decoder.decode(chunk)
      }
      if (decoder) yield decoder.end()
    } catch (thrown) {
      if (thrown instanceof UnderstudyError) throw thrown
      throw invalid(this.#path, undefined, `The file cannot be read: ${this.#reason(thrown)}`)
    }
  }

  #reason(thrown: unknown): string {
    return thrown instanceof TypeError ? `it is not in ${this.encoding}` : messageOf(thrown)
  }
}
