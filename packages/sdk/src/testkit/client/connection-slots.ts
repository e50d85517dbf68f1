import { UnderstudyError } from '../../errors.ts'

/** How many may use a database at once; who comes too late waits in line, and not for ever. */
export class ConnectionSlots {
  readonly size: number
  readonly #timeout: number
  readonly #waiting: (() => void)[] = []
  #used = 0

  constructor(size: number, timeout: number) {
    this.size = size
    this.#timeout = timeout
  }

  get used(): number {
    return this.#used
  }

  /** Answers how the slot is given back; giving it back twice is giving it back once. */
  async take(): Promise<() => void> {
    if (this.#used < this.size) this.#used++
    else await this.#turn()
    let given = false
    return () => {
      if (given) return
      given = true
      // The slot goes straight to who waits longest: nobody that comes now can be quicker.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#used--
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1)
        reject(exhausted(this.size, this.#timeout))
      }, this.#timeout)
      this.#waiting.push(wake)
    })
  }
}

function exhausted(size: number, timeout: number): UnderstudyError {
  const all = size === 1 ? 'its one connection is' : `all ${size} connections are`
  return new UnderstudyError('POOL_EXHAUSTED', {
    operation: 'take a connection',
    message: `connection pool exhausted: ${all} in use, and none came free in ${timeout} ms`,
    details: { connectionPoolSize: size, poolTimeout: timeout },
  })
}
