import { type ErrorCasesReport, textTable } from '@understudy/sdk/testkit'

/** What each error was told as, and what one may do then. */
export function errorTable({ results }: ErrorCasesReport): string {
  const rows = results.flatMap(({ name, actual }) =>
    actual === null ? [] : [[name, actual.class, actual.code ?? '', actual.retry]],
  )
  return textTable(['Error', 'Class', 'Code', 'Retry'], rows)
}
