const mostKept = 200_000

/**
 * How likely the letters of a text follow one another in words of one list: three letters at a time, two where three
 * were not seen. It knows what it was shown, and what is spelled alike.
 */
export class LetterModel {
  readonly #runs = new Map<string, number>()
  readonly #scores = new Map<string, number>()

  constructor(words: Iterable<string>) {
    const threes = new Map<string, number>()
    for (const word of new Set(words)) {
      const text = `^^${word.toLowerCase()}$`
      for (let at = 2; at < text.length; at++) {
        const run = text.slice(at - 2, at + 1)
        threes.set(run, (threes.get(run) ?? 0) + 1)
      }
    }
    // A shorter run stands once in each run of three that begins or ends with it: there are few of them, and many letters.
    for (const [run, count] of threes) {
      this.#count(run, count)
      this.#count(run.slice(0, 2), count)
      this.#count(`+${run.slice(1)}`, count)
      this.#count(`+${run[1]}`, count)
    }
  }

  /** The logarithm of the likelihood. */
  score(word: string): number {
    const text = `^^${word.toLowerCase()}$`
    let sum = 0
    for (let at = 2; at < text.length; at++) sum += this.#ofThree(text.slice(at - 2, at + 1))
    return sum
  }

  /** Of a letter after two others; what was asked once is kept, and there are not many triples of letters. */
  #ofThree(run: string): number {
    const known = this.#scores.get(run)
    if (known !== undefined) return known
    const pair = (this.#of(`+${run.slice(1)}`) + 0.02) / (this.#of(`+${run[1]}`) + 2)
    const score = Math.log((this.#of(run) + 3 * pair) / (this.#of(run.slice(0, 2)) + 3))
    if (this.#scores.size < mostKept) this.#scores.set(run, score)
    return score
  }

  #count(run: string, times: number): void {
    this.#runs.set(run, this.#of(run) + times)
  }

  #of(run: string): number {
    return this.#runs.get(run) ?? 0
  }
}
