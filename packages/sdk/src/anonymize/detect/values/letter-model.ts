/**
 * How likely the letters of a text follow one another in words of one list: three letters at a time, two where three
 * were not seen. It knows what it was shown, and what is spelled alike.
 */
export class LetterModel {
  readonly #runs = new Map<string, number>()

  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) {
      const text = `^^${word.toLowerCase()}$`
      for (let at = 2; at < text.length; at++) {
        this.#count(text.slice(at - 2, at + 1))
        this.#count(text.slice(at - 2, at))
        this.#count(`+${text.slice(at - 1, at + 1)}`)
        this.#count(`+${text[at - 1]}`)
      }
    }
  }

  /** The logarithm of the likelihood. */
  score(word: string): number {
    const text = `^^${word.toLowerCase()}$`
    let sum = 0
    for (let at = 2; at < text.length; at++) {
      const pair = (this.#of(`+${text.slice(at - 1, at + 1)}`) + 0.02) / (this.#of(`+${text[at - 1]}`) + 2)
      sum += Math.log((this.#of(text.slice(at - 2, at + 1)) + 3 * pair) / (this.#of(text.slice(at - 2, at)) + 3))
    }
    return sum
  }

  #count(run: string): void {
    this.#runs.set(run, this.#of(run) + 1)
  }

  #of(run: string): number {
    return this.#runs.get(run) ?? 0
  }
}
