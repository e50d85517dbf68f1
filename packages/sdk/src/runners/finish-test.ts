import type { ContextCleanup, DataContext } from '../context/data-context.ts'
import { UnderstudyError } from '../errors.ts'
import { addNote } from './add-note.ts'
import type { Hooks, TestEnd } from './create-hooks.ts'
import { notesOn, problemsOf, replayLine } from './notes-on.ts'

/**
 * Ends a test's data as a runner's adapter does. A test that failed keeps its own error, whatever becomes of the cleanup;
 * one that passed fails here where it left behind what it must not, and is warned about everything else.
 */
export async function finishTest(
  hooks: Pick<Hooks, 'end'>,
  context: DataContext,
  end: TestEnd,
  warn: (text: string) => void,
): Promise<void> {
  const { name } = context.metadata
  const tell = (lines: readonly string[]) => warn([...(name === undefined ? [] : [`${name}:`]), ...lines].join('\n'))
  const cleanup = await hooks.end(context, end)
  if (end.outcome === 'failed') {
    if (!mentions(end.error, replayLine(context))) tell(notesOn(context, cleanup))
    return
  }
  const leak = leakOf(cleanup)
  if (leak) {
    addNote(leak, [replayLine(context)])
    throw leak
  }
  const problems = problemsOf(cleanup)
  if (problems.length > 0) tell(problems)
}

/** Not every thrown thing can carry a note. */
function mentions(error: unknown, line: string): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && String(error.message).includes(line)
}

function leakOf({ failures, leaks }: ContextCleanup): UnderstudyError | undefined {
  const failure = failures.find(({ code }) => code === 'LEAK_FOUND')
  return (
    failure &&
    new UnderstudyError('LEAK_FOUND', {
      operation: 'clean up after the test',
      message: failure.message,
      details: { leaks },
    })
  )
}
