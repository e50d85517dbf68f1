/** How far time goes on each time that somebody looks: so that what is done takes a while. */
const lookMs = 250

/** Time that is set, and goes on a little with each look: the same looks always see the same times. */
export class PlayedClock {
  #ms: number

  constructor(begin: Date) {
    this.#ms = begin.getTime()
  }

  readonly now = (): Date => {
    this.#ms += lookMs
    return new Date(this.#ms)
  }

  /** Without a look. */
  get at(): Date {
    return new Date(this.#ms)
  }

  /** Never back. */
  goOnTo(time: Date): void {
    this.#ms = Math.max(this.#ms, time.getTime())
  }
}
