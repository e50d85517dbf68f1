/** Values that come one by one, in a typed array that doubles. */
export class Growing<T extends Float64Array | Int32Array> {
  readonly #make: (length: number) => T
  #values: T
  #length = 0

  constructor(make: (length: number) => T) {
    this.#make = make
    this.#values = make(1024)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = this.#make(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = value
  }

  /** What came so far, without a copy. */
  taken(): T {
    return startOf(this.#values, this.#length)
  }
}

/** A cast: `subarray` of one of two types is of either for the compiler, though it is always of the array's own. */
function startOf<T extends Float64Array | Int32Array>(values: T, length: number): T {
  return values.subarray(0, length) as T
}
