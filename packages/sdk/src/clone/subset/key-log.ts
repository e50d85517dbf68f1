/** Rows of one table by their keys, each once, in the order in which they were found. */
export class KeyLog {
  #numbers: NumberLog | undefined = new NumberLog()
  readonly #texts: string[] = []
  readonly #known = new Set<string>()

  get size(): number {
    return this.#numbers?.size ?? this.#texts.length
  }

  /** What it takes, in keys that are plain numbers. */
  get weight(): number {
    return this.#numbers?.size ?? this.#texts.length * 8
  }

  /** Whether it is new. */
  add(key: string): boolean {
    if (this.#numbers !== undefined) {
      const number = Number(key)
      if (Number.isSafeInteger(number) && String(number) === key) return this.#numbers.add(number)
      this.#becomeTexts(this.#numbers)
    }
    if (this.#known.has(key)) return false
    this.#known.add(key)
    this.#texts.push(key)
    return true
  }

  /** From one place up to, and without, another. */
  slice(from: number, to: number): string[] {
    return this.#numbers === undefined ? this.#texts.slice(from, to) : this.#numbers.slice(from, to).map(String)
  }

  /** In an order that depends on the keys alone. */
  sorted(): KeyLog {
    const log = new KeyLog()
    if (this.#numbers === undefined) for (const key of this.#texts.toSorted()) log.add(key)
    else for (const key of Float64Array.from(this.#numbers.slice(0, this.size)).sort()) log.add(String(key))
    return log
  }

  #becomeTexts(numbers: NumberLog): void {
    for (const number of numbers.slice(0, numbers.size)) {
      this.#known.add(String(number))
      this.#texts.push(String(number))
    }
    this.#numbers = undefined
  }
}

/** Whole numbers in 12 to 24 bytes each: a list, and places in it by open addressing. */
class NumberLog {
  #values = new Float64Array(1024)
  #places = new Int32Array(4096)
  size = 0

  add(value: number): boolean {
    let at = this.#slot(value)
    if (this.#places[at] !== 0) return false
    if (this.size === this.#values.length) {
      this.#grow()
      at = this.#slot(value)
    }
    this.#values[this.size++] = value
    this.#places[at] = this.size
    return true
  }

  slice(from: number, to: number): number[] {
    return Array.from(this.#values.subarray(from, Math.min(to, this.size)))
  }

  /** Where the value stands, or would. */
  #slot(value: number): number {
    const mask = this.#places.length - 1
    const mixed = Math.imul((value | 0) ^ Math.imul((value / 4294967296) | 0, 0x85ebca6b), 0x9e3779b1)
    let at = (mixed ^ (mixed >>> 15)) & mask
    for (let place = this.#places[at]; place; place = this.#places[at]) {
      if (this.#values[place - 1] === value) return at
      at = (at + 1) & mask
    }
    return at
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2)
    values.set(this.#values)
    this.#values = values
    this.#places = new Int32Array(this.#places.length * 2)
    for (let place = 0; place < this.size; place++) this.#places[this.#slot(values[place] ?? 0)] = place + 1
  }
}
