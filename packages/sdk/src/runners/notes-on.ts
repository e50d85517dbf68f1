import type { ContextCleanup, DataContext } from '../context/data-context.ts'

/** What a person who sees a test fail wants to know of its data; the last line makes its rows again. */
export function notesOn(context: DataContext, cleanup: ContextCleanup): readonly string[] {
  return [...problemsOf(cleanup), ...keptBy(context, cleanup), replayLine(context)]
}

export function problemsOf({ failures, leaks }: ContextCleanup): readonly string[] {
  const failed = failures.map(({ what, message }) => `understudy could not clean up ${what}: ${message}`)
  const told = new Set(failures.map(({ message }) => message))
  return [...failed, ...leaks.map(({ message }) => message).filter((message) => !told.has(message))]
}

export function replayLine(context: DataContext): string {
  return `understudy replay '${context.replayToken}'`
}

function keptBy(
  context: DataContext,
  { kept, keptAt = context.connectionInfo.target }: ContextCleanup,
): readonly string[] {
  return kept ? [`understudy kept its data: ${keptAt}`] : []
}
