/** The lowest row numbers out of many, however they come. */
export class FirstRows {
  readonly #most: number
  #rows: number[] = []

  constructor(most: number) {
    this.#most = most
  }

  add(row: number): void {
    if (this.#rows.length >= 4 * this.#most + 16) this.#rows = this.rows
    this.#rows.push(row)
  }

  get rows(): number[] {
    return [...this.#rows].sort((a, b) => a - b).slice(0, this.#most)
  }
}
