/** A run of digits that a double may not hold. It may stand in a string, which then only costs the exact way. */
const longNumber = /\d{16}/

/**
 * As JSON.parse, but whole numbers beyond 2^53 come back as bigint, exactly, and what is not JSON as undefined: an error
 * of JSON.parse quotes the text.
 */
export function parseJsonExact(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return longNumber.test(text) ? new ExactParser(text).value() : value
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** Reads a text that JSON.parse has accepted. */
class ExactParser {
  readonly #tokens: RegExpStringIterator<RegExpExecArray>
  #token = ''

  constructor(text: string) {
    this.#tokens = text.matchAll(/[[\]{}:,]|"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+/gs)
    this.#advance()
  }

  #advance(): string {
    const token = this.#token
    this.#token = this.#tokens.next().value?.[0] ?? ''
    return token
  }

  value(): unknown {
    const token = this.#advance()
    if (token === '[') return this.#array()
    if (token === '{') return this.#object()
    return /^-?\d{16,}$/.test(token) ? wholeNumber(token) : JSON.parse(token)
  }

  #array(): unknown[] {
    const items: unknown[] = []
    while (this.#token !== ']') {
      items.push(this.value())
      if (this.#token === ',') this.#advance()
    }
    this.#advance()
    return items
  }

  #object(): Record<string, unknown> {
    const members: [string, unknown][] = []
    while (this.#token !== '}') {
      const name: string = JSON.parse(this.#advance())
      this.#advance()
      members.push([name, this.value()])
      if (this.#token === ',') this.#advance()
    }
    this.#advance()
    return Object.fromEntries(members)
  }
}

function wholeNumber(digits: string): number | bigint {
  const exact = BigInt(digits)
  const value = Number(exact)
  return Number.isSafeInteger(value) ? value : exact
}
