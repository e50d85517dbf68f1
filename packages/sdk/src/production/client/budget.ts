import { UnderstudyError } from '../../errors.ts'

export interface BudgetLimits {
  readonly requests: number
  readonly concurrency: number
}

/**
 * What one manager may ask of production: so many requests, and so many at the same time. What removes data is never
 * refused, and never waits behind what creates it.
 */
export class Budget {
  readonly #limits: BudgetLimits
  readonly #creating: Turns
  readonly #removing: Turns
  #spent = 0

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    this.#creating = new Turns(limits.concurrency)
    this.#removing = new Turns(limits.concurrency)
  }

  /** Counts a request, retries too, and refuses it where none is left. */
  spend(operation: string, removes: boolean): void {
    if (removes) return
    if (this.#spent >= this.#limits.requests) {
      throw new UnderstudyError('BUDGET_EXCEEDED', {
        operation,
        message: `All ${this.#limits.requests} requests that this manager may make to production are spent`,
        details: { requests: this.#limits.requests },
      })
    }
    this.#spent += 1
  }

  /** Waits until less than the allowed number is running; first come, first served. */
  turn<T>(work: () => Promise<T>, removes: boolean): Promise<T> {
    return (removes ? this.#removing : this.#creating).take(work)
  }
}

class Turns {
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(most: number) {
    this.#most = most
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#most) this.#running += 1
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
