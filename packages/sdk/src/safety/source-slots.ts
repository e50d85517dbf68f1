import { cancelled, refuseAborted } from '../database/lane.ts'
import { UnderstudyError } from '../errors.ts'

/** So many at a time; others wait in order. */
export class SourceSlots {
  readonly #name: string
  readonly #waiting: (() => void)[] = []
  #free: number
  #used = 0
  #closed = false
  #whenUnused: () => void = () => {}

  constructor(slots: number, name: string) {
    this.#free = slots
    this.#name = name
  }

  async use<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw closed(this.#name)
    refuseAborted(signal)
    this.#used++
    try {
      await this.#turn(signal)
      try {
        return await work()
      } finally {
        this.#next()
      }
    } finally {
      this.#used--
      if (this.#used === 0) this.#whenUnused()
    }
  }

  /** Waits for who is there already; refuses who comes later. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#used > 0) {
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve
      })
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        reject(cancelled('wait for the source'))
      }
      signal?.addEventListener('abort', stop, { once: true })
      this.#waiting.push(turn)
    })
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}

function closed(name: string): UnderstudyError {
  return new UnderstudyError('CONNECTION_CLOSED', {
    operation: 'read the source',
    message: `The source ${name} was closed`,
  })
}
