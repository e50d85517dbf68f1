/** What somebody types and has not sent: kept in this browser until it is, so that a reload loses nothing. */
export class Draft<Value> {
  #value = $state.raw() as Value
  readonly #key: string
  readonly #initial: Value

  constructor(name: string, initial: Value, read: (kept: unknown) => Value | undefined) {
    this.#key = `understudy:draft:${name}`
    this.#initial = initial
    this.#value = read(kept(this.#key)) ?? initial
  }

  get value(): Value {
    return this.#value
  }

  set value(value: Value) {
    this.#value = value
    keep(this.#key, value)
  }

  /** It was sent, or is not wanted. */
  discard(): void {
    this.#value = this.#initial
    localStorage.removeItem(this.#key)
  }
}

function kept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch (thrown) {
    // Full, or forbidden: what is typed stands on the page all the same.
    if (!(thrown instanceof DOMException)) throw thrown
  }
}
