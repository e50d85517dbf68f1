import { AsyncLocalStorage } from 'node:async_hooks'
import { UnderstudyError } from '../errors.ts'

interface Turn {
  readonly lane: Lane
  readonly outer: Turn | undefined
  over: boolean
}

const current = new AsyncLocalStorage<Turn>()

/**
 * One thing at a time, in order of arrival. Work that would wait for itself, as a query on the connection inside a load
 * over the same connection, is refused instead of hanging.
 */
export class Lane {
  readonly #hint: string
  #last: Promise<void> = Promise.resolve()

  /** @param hint what to do instead, for who waits for himself. */
  constructor(hint: string) {
    this.#hint = hint
  }

  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const outer = current.getStore()
    if (this.#holds(outer)) {
      throw new UnderstudyError('QUERY_FAILED', {
        operation: 'wait for the connection',
        message: 'The connection is busy with the very work that asks for it',
        hint: this.#hint,
      })
    }
    const turn: Turn = { lane: this, outer, over: false }
    const before = this.#last
    let leave: () => void = () => {}
    this.#last = new Promise((resolve) => {
      leave = resolve
    })
    try {
      await before
      refuseAborted(signal)
      return await current.run(turn, work)
    } finally {
      turn.over = true
      leave()
    }
  }

  #holds(turn: Turn | undefined): boolean {
    for (let held = turn; held; held = held.outer) if (held.lane === this && !held.over) return true
    return false
  }
}

export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled()
}

export function cancelled(operation = 'run statement'): UnderstudyError {
  return new UnderstudyError('CANCELLED', {
    operation,
    message: 'The work was cancelled; its changes were rolled back',
  })
}
