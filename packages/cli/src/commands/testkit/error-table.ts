import { type ErrorCasesReport, type ResilienceResults, textTable } from '@understudy/sdk/testkit'

/** What each error was told as, and what one may do then. */
export function errorTable({ results }: ErrorCasesReport): string {
  const rows = results.flatMap(({ name, actual }) =>
    actual === null ? [] : [[name, actual.class, actual.code ?? '', actual.retry]],
  )
  return textTable(['Error', 'Class', 'Code', 'Retry'], rows)
}

/** What whoever used a database was told when its connections were in trouble, and how long it took to be there again. */
export function resilienceTable(results: ResilienceResults): string {
  const rows = Object.entries(results).flatMap(([name, { skipped, classified, recoveryTime }]) =>
    skipped === null
      ? [
          [
            name.replaceAll('_', ' '),
            classified?.class ?? '–',
            classified?.code ?? '–',
            recoveryTime === null ? 'never' : `${Math.round(recoveryTime)} ms`,
          ],
        ]
      : [],
  )
  return rows.length === 0 ? '' : textTable(['Trouble', 'Told as', 'Code', 'Back after'], rows)
}
