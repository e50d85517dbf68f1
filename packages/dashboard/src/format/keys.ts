/** Which of these shortcuts a press completes: one key, or a second one soon after the first. */
export class KeySequence {
  #before: { readonly key: string; readonly at: number } | undefined
  readonly #soonMs: number

  constructor(soonMs = 1200) {
    this.#soonMs = soonMs
  }

  press(key: string, known: readonly string[], now: number): string | undefined {
    const before = this.#before
    this.#before = undefined
    if (before && now - before.at <= this.#soonMs) {
      const both = `${before.key} ${key}`
      if (known.includes(both)) return both
    }
    if (known.includes(key)) return key
    if (known.some((keys) => keys.startsWith(`${key} `))) this.#before = { key, at: now }
    return undefined
  }
}
