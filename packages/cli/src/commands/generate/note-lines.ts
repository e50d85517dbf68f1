import type { FillNote } from '@understudy/sdk'

const shown = 20

/** Warnings and errors one by one; what is merely worth knowing is counted, --json has it all. */
export function noteLines(notes: readonly FillNote[]): string[] {
  const loud = notes.filter(({ severity }) => severity !== 'info')
  const quiet = notes.length - loud.length
  return [
    ...loud
      .slice(0, shown)
      .flatMap(({ severity, at, message, hint }) => [
        `${severity === 'error' ? 'empty' : 'note'}: ${at === '' ? '' : `${at}: `}${message}`,
        ...(hint === undefined ? [] : [`      ${hint}`]),
      ]),
    ...(loud.length > shown ? [`and ${loud.length - shown} more notes (--json lists them)`] : []),
    ...(quiet > 0 ? [`${quiet} things worth knowing are listed by --json`] : []),
  ]
}
