/**
 * A sum over the rows of an answer, as the server sent them: the same for the same rows in any order. It is told apart
 * from another's, never read back.
 */
export class RowSum {
  #sum = 0
  #other = 0

  add(fields: readonly (string | Uint8Array | null)[]): void {
    let one = 0x811c9dc5
    let two = 0x9747b28c
    for (const field of fields) {
      const length = field === null ? -1 : field.length
      one = Math.imul(one ^ (length & 0xffff), 0x01000193)
      two = Math.imul(two ^ length, 0x85ebca6b)
      for (let at = 0; at < length; at++) {
        const unit = typeof field === 'string' ? field.charCodeAt(at) : (field?.[at] ?? 0)
        one = Math.imul(one ^ unit, 0x01000193)
        two = Math.imul((two << 5) ^ (two >>> 27) ^ unit, 0xc2b2ae35)
      }
    }
    this.#sum = (this.#sum + one) | 0
    this.#other = (this.#other + (two ^ (two >>> 15))) | 0
  }

  get value(): string {
    return `${this.#sum >>> 0}.${this.#other >>> 0}`
  }
}
