export interface Place {
  readonly line: number
  readonly column: number
}

/** Text that comes in chunks; what has been read is let go, and lines are counted by the way. */
export class SqlSource {
  /** What is at hand; it begins where the last `cut` was. */
  text = ''
  /** What stands before it has been read. */
  at = 0
  readonly #chunks: AsyncIterator<string>
  #place: Place = { line: 1, column: 1 }
  #begun = false

  constructor(chunks: AsyncIterable<string>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Appends a chunk; false when there is none any more. */
  async fill(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done) return false
    this.text += this.#begun ? value : value.replace(/^\uFEFF/, '')
    this.#begun ||= value !== ''
    return true
  }

  /** Whether so many characters stand at hand; fewer do only at the end of the text. */
  async has(characters: number): Promise<boolean> {
    while (this.text.length - this.at < characters) if (!(await this.fill())) return false
    return true
  }

  /**
   * Where a global pattern matches next; undefined when it never does.
   * @param longest characters that a match can have: so many are looked at again when more text comes.
   */
  async find(pattern: RegExp, longest: number): Promise<{ start: number; end: number } | undefined> {
    let from = this.at
    for (;;) {
      pattern.lastIndex = from
      const match = pattern.exec(this.text)
      if (match) return { start: match.index, end: pattern.lastIndex }
      from = Math.max(from, this.text.length - longest + 1)
      if (!(await this.fill())) return undefined
    }
  }

  place(at = this.at): Place {
    let { line, column } = this.#place
    let start = 0
    for (let end = this.text.indexOf('\n'); end >= 0 && end < at; end = this.text.indexOf('\n', start)) {
      line++
      column = 1
      start = end + 1
    }
    return { line, column: column + at - start }
  }

  /** Lets go of what has been read. */
  cut(): void {
    this.#place = this.place()
    this.text = this.text.slice(this.at)
    this.at = 0
  }
}
