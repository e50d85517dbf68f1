import { UnderstudyError } from '../../errors.ts'

export interface BudgetLimits {
  readonly requests: number
  readonly concurrency: number
}

/** What one manager may ask of production: so many requests, and so many at the same time. */
export class Budget {
  readonly #limits: BudgetLimits
  readonly #waiting: (() => void)[] = []
  #spent = 0
  #running = 0

  constructor(limits: BudgetLimits) {
    this.#limits = limits
  }

  get spent(): number {
    return this.#spent
  }

  /** Counts a request, retries too; refuses it where none is left, unless it removes what earlier ones made. */
  spend(operation: string, removes: boolean): void {
    if (this.#spent >= this.#limits.requests && !removes) {
      throw new UnderstudyError('BUDGET_EXCEEDED', {
        operation,
        message: `All ${this.#limits.requests} requests that this manager may make to production are spent`,
        details: { requests: this.#limits.requests },
      })
    }
    this.#spent += 1
  }

  /** Waits until less than the allowed number is running; first come, first served. */
  async turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.concurrency) this.#running += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place goes to who waits longest; it is free only where nobody does.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}
