import { messageOf, UnderstudyError } from '../errors.ts'
import type { CleanupProblem } from './data-context.ts'

export interface CleanupStep {
  readonly what: string
  /** Answers what could not be done; what it throws is reported too. The signal comes when its time is over. */
  run(signal: AbortSignal): Promise<readonly CleanupProblem[]>
}

/**
 * Every step in order, whatever became of those before, and never longer than the timeout: the last step has all the
 * time that is left, each before it half of that, so that one which hangs leaves the others theirs. Never throws.
 */
export async function runCleanup(
  steps: readonly CleanupStep[],
  { timeout }: { readonly timeout: number },
): Promise<CleanupProblem[]> {
  const problems: CleanupProblem[] = []
  const end = performance.now() + timeout
  for (const [i, step] of steps.entries()) {
    const left = Math.max(1, end - performance.now())
    problems.push(...(await runStep(step, i === steps.length - 1 ? left : left / 2)))
  }
  return problems
}

async function runStep({ what, run }: CleanupStep, milliseconds: number): Promise<readonly CleanupProblem[]> {
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly CleanupProblem[]>((resolve) => {
    timer = setTimeout(() => {
      over.abort()
      const message = `${what} was not done in ${Math.ceil(milliseconds)} ms; what became of it is not known`
      resolve([{ what, code: 'CLEANUP_TIMEOUT', message }])
    }, milliseconds)
  })
  try {
    return await Promise.race([late, run(over.signal)])
  } catch (thrown) {
    return [problemOf(what, thrown)]
  } finally {
    clearTimeout(timer)
  }
}

export function problemOf(what: string, thrown: unknown): CleanupProblem {
  const code = thrown instanceof UnderstudyError ? thrown.code : 'CLEANUP_FAILED'
  return { what, code, message: `${what}: ${messageOf(thrown)}` }
}
