import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import { holdSessions } from '../hold-sessions.ts'
import { Stage, type Wait } from '../stage.ts'
import type { ConcurrentOperation, OperationResult } from './operation.ts'
import { SteppedOperation } from './stepped-operation.ts'

/** Says which of those that can go on takes the next step, all counted from 0. */
export type Choose = (ready: readonly number[], taken: readonly number[]) => number

export interface OperationsRun {
  readonly results: readonly OperationResult[]
  /** Who took each step, counted from 0. */
  readonly schedule: readonly number[]
}

/** Runs operations at the same time, each in a transaction on a connection of its own; nothing of them is left open. */
export async function runOperations(
  client: DatabaseTestClient,
  level: IsolationLevel,
  operations: readonly ConcurrentOperation[],
  choose: Choose,
): Promise<OperationsRun> {
  await using held = await holdSessions(client, operations.length + 1)
  const [{ session: watcher }, ...sessions] = held.sessions
  const names = namesOf(operations)
  const all = sessions.map((session, at) => {
    const [name, operation] = [names[at] ?? unreachable(), operations[at] ?? unreachable()]
    return new SteppedOperation(name, operation, client, session, level)
  })
  const play = new Play(new Stage(watcher, all), all)
  try {
    await play.startTogether(all.filter((_, at) => !isStepped(operations[at])))
    return { schedule: await play.run(choose), results: all.map(({ outcome }) => outcome ?? unreachable()) }
  } finally {
    // Any may wait for any other.
    await Promise.all(all.map((operation) => operation.stop()))
  }
}

class Play {
  readonly #stage: Stage
  readonly #all: readonly SteppedOperation[]
  #over = 0

  constructor(stage: Stage, all: readonly SteppedOperation[]) {
    this.#stage = stage
    this.#all = all
  }

  async startTogether(operations: readonly SteppedOperation[]): Promise<void> {
    for (const operation of operations) this.#stage.start(operation, () => operation.advance())
    this.#note(await this.#stage.settle())
  }

  async run(choose: Choose): Promise<number[]> {
    const taken: number[] = []
    for (;;) {
      const ready = this.#ready()
      const next = ready.length === 0 ? undefined : this.#all[choose(ready, taken)]
      if (next) {
        taken.push(this.#all.indexOf(next))
        this.#note(await this.#stage.step(next, () => next.advance()))
      } else if (!this.#stage.isIdle) {
        this.#note(await this.#stage.untilNext())
      } else {
        // Whoever is left waits for somebody who is none of them.
        for (const operation of this.#all) operation.giveUp()
        return taken
      }
    }
  }

  #ready(): number[] {
    return this.#all.flatMap((operation, at) =>
      operation.outcome || operation.mustWait || this.#stage.isWorking(operation) ? [] : [at],
    )
  }

  #note(waits: readonly Wait[]): void {
    for (const wait of waits) this.#all.find(({ name }) => name === wait.actor)?.waits(wait.for)
    const open = this.#all.filter(({ outcome, mustWait, hasBegun }) => hasBegun && !outcome && !mustWait)
    for (const operation of this.#all) if (operation.mustWait) operation.waits(open.map(({ name }) => name))
    const over = this.#all.filter(({ outcome }) => outcome).length
    if (over === this.#over) return
    this.#over = over
    for (const operation of this.#all) operation.mayTryAgain()
  }
}

/** Of functions that have the same name, or none, each has one of its own. */
function namesOf(operations: readonly ConcurrentOperation[]): string[] {
  const taken = new Set<string>()
  return operations.map(({ name }, at) => {
    const own = name === '' ? `op${at + 1}` : name
    const unique = taken.has(own) ? `${own} ${at + 1}` : own
    taken.add(unique)
    return unique
  })
}

/** What is written `async function*`; whatever else there is begins with all others. */
function isStepped(operation: ConcurrentOperation | undefined): boolean {
  return Object.prototype.toString.call(operation) === '[object AsyncGeneratorFunction]'
}

function unreachable(): never {
  throw new Error('Each operation has a session and an outcome')
}
