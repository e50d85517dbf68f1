import type { Told } from './told.ts'

/** An error for people: what, where, and what to do. */
export function errorLines(error: Told): string[] {
  const problems = error.details.problems
  return [
    `error ${error.code}: ${error.message}`,
    ...(error.at === undefined ? [] : [`  at    ${error.at}`]),
    ...(Array.isArray(problems) ? problems.flatMap(problemLines) : []),
    `  while ${error.operation}`,
    `  hint  ${error.hint.replaceAll('\n', '\n        ')}`,
    ...(typeof error.details.stands === 'string' ? [`  stands ${error.details.stands}`] : []),
  ]
}

/** Documents are checked as a whole: each problem that was found has its place, its message and its fix. */
function problemLines(problem: unknown): string[] {
  if (typeof problem !== 'object' || problem === null) return [`  - ${String(problem)}`]
  const { path, message, fix } = problem as { path?: unknown; message?: unknown; fix?: unknown }
  return [
    `  - ${[path, message].filter(Boolean).join(': ')}`,
    ...(fix === undefined ? [] : [`      fix: ${String(fix)}`]),
  ]
}
