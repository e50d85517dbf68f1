import { messageOf } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import type { ConcurrentOperation, OperationResult } from './operation.ts'
import { type OperationsRun, runOperations } from './run-operations.ts'

export interface InterleavingOptions {
  /** Before each run: puts back what the operations work with. */
  readonly before?: (() => Promise<unknown>) | undefined
  /** What must hold after each: throws, or answers false, where it does not. */
  readonly check: (results: readonly OperationResult[]) => unknown
  /** How many orders of steps are tried at most; 200 when not said. */
  readonly most?: number | undefined
}

export interface BrokenInterleaving {
  /** Who took each step. */
  readonly schedule: readonly string[]
  readonly message: string
  readonly results: readonly OperationResult[]
}

export interface InterleavingsResult {
  readonly isolationLevel: IsolationLevel
  readonly tried: number
  /** Whether there is no other order of these steps. */
  readonly complete: boolean
  readonly broken: readonly BrokenInterleaving[]
  /** Nothing was broken in any order that was tried. */
  readonly passed: boolean
}

const usualMost = 200

/** Runs stepped operations in every order that their steps can have, each once, and looks at what comes of it. */
export async function exploreOperations(
  client: DatabaseTestClient,
  level: IsolationLevel,
  operations: readonly ConcurrentOperation[],
  { before, check, most = usualMost }: InterleavingOptions,
): Promise<InterleavingsResult> {
  const broken: BrokenInterleaving[] = []
  const open: number[][] = [[]]
  let tried = 0
  for (let prefix = open.pop(); prefix && tried < most; prefix = open.pop(), tried++) {
    const begun = prefix
    const choices: (readonly number[])[] = []
    await before?.()
    const run = await runOperations(client, level, operations, (ready, { length: at }) => {
      choices.push(ready)
      const wanted = begun[at]
      return wanted !== undefined && ready.includes(wanted) ? wanted : (ready[0] ?? 0)
    })
    const message = await verdict(check, run)
    const { schedule, results } = run
    if (message !== null)
      broken.push({ schedule: schedule.map((at) => results[at]?.operation ?? ''), message, results })
    // What else could have been chosen, behind what was given: so each order comes up once.
    for (let at = begun.length; at < schedule.length; at++) {
      for (const other of choices[at] ?? []) {
        if (other !== schedule[at]) open.push([...schedule.slice(0, at), other])
      }
    }
  }
  return { isolationLevel: level, tried, complete: open.length === 0, broken, passed: broken.length === 0 }
}

async function verdict(check: InterleavingOptions['check'], { results }: OperationsRun): Promise<string | null> {
  try {
    return (await check(results)) === false ? 'The check answered false' : null
  } catch (thrown) {
    return messageOf(thrown)
  }
}
