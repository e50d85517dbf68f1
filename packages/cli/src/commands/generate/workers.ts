import { Worker } from 'node:worker_threads'
import type { Slice } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import type { EncodedPiece, EncodeRequest } from './encode-request.ts'
import type { TaskDone, TaskFailed } from './worker-messages.ts'

/** Tasks that one worker has, done or to do, before the oldest is taken from it: the bound of all memory. */
const ahead = 2

/**
 * Pieces of all tasks in the order of the tasks, made by worker threads. Task i is done by worker i mod count, and a
 * worker gets its next task only when one of its results has been taken.
 */
export async function* encodeInWorkers(
  request: EncodeRequest,
  tasks: readonly Slice[],
  count: number,
): AsyncGenerator<EncodedPiece, void, undefined> {
  const crew = Array.from({ length: Math.min(count, tasks.length) }, () => new Hand(request))
  try {
    const given = crew.map((_, i) => i)
    const give = (at: number): void => {
      const task = tasks[given[at]!]
      if (!task) return
      crew[at]!.ask(task)
      given[at]! += crew.length
    }
    for (let round = 0; round < ahead; round++) for (let at = 0; at < crew.length; at++) give(at)
    for (let i = 0; i < tasks.length; i++) {
      const at = i % crew.length
      const pieces = await crew[at]!.answer()
      give(at)
      yield* pieces
    }
  } finally {
    await Promise.all(crew.map((hand) => hand.end()))
  }
}

interface Waiting {
  resolve(pieces: readonly EncodedPiece[]): void
  reject(error: unknown): void
}

/** One worker: answers come in the order of the tasks. */
class Hand {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  readonly #answers: Promise<readonly EncodedPiece[]>[] = []
  #failure: unknown

  constructor(request: EncodeRequest) {
    this.#worker = new Worker(new URL(workerFile, import.meta.url), { workerData: request })
    this.#worker.on('message', (answer: TaskDone | TaskFailed) => {
      if ('failure' in answer) this.#fail(new UnderstudyError(answer.failure.code, aboutFailure(answer.failure)))
      else this.#waiting.shift()?.resolve(answer.pieces)
    })
    this.#worker.on('error', (thrown) => this.#fail(thrown))
    this.#worker.on('exit', (code) => this.#fail(new Error(`a worker thread ended with ${code}`)))
  }

  ask(task: Slice): void {
    const answer = new Promise<readonly EncodedPiece[]>((resolve, reject) => {
      if (this.#failure) reject(this.#failure)
      else this.#waiting.push({ resolve, reject })
    })
    // Whoever awaits it sees the error; until then it is not unhandled.
    answer.catch(() => {})
    this.#answers.push(answer)
    this.#worker.postMessage(task)
  }

  async answer(): Promise<readonly EncodedPiece[]> {
    const next = this.#answers.shift()
    if (!next) throw new Error('no task was given')
    return next
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure)
  }
}

/** Beside this file, as it was started: from its source or built. */
const workerFile = import.meta.url.endsWith('.ts') ? './encode.worker.ts' : './commands/generate/encode.worker.js'

function aboutFailure({ message, operation, at, hint }: TaskFailed['failure']) {
  return { message, operation, ...(at === undefined ? {} : { at }), ...(hint === undefined ? {} : { hint }) }
}
