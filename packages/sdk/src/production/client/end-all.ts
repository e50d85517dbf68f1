import type { CleanupProblem } from '../../context/data-context.ts'
import { problemOf } from '../../context/run-cleanup.ts'

/** Ends each, the last one first. It is tried once: what is taken out is not found by a cleanup that is asked for again. */
export async function endAll(ends: (() => Promise<void>)[]): Promise<CleanupProblem[]> {
  const problems: CleanupProblem[] = []
  for (const end of ends.splice(0).reverse()) {
    try {
      await end()
    } catch (thrown) {
      problems.push(problemOf('ending what test data holds', thrown))
    }
  }
  return problems
}
