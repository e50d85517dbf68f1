import { UnderstudyError } from '@understudy/sdk/error'
import { compareSchemas, type Rename, type RenameCandidate, type SchemaDefinition } from '@understudy/sdk/schema'
import { ask, canAsk } from '../../terminal/ask.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Around } from '../command.ts'

/** `table public.a=public.b` says that the one is the other under a new name. */
export function renameOf(text: string): Rename {
  const match = /^\s*((?:[a-z]+ )+)((?:"(?:[^"]|"")*"|[^="])+)=(.+)$/s.exec(text)
  const [, kind = '', from = '', to = ''] = match ?? []
  if (match) return { from: `${kind}${from.trim()}`, to: `${kind}${withoutKind(to.trim(), kind)}` }
  throw new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message: `--rename ${JSON.stringify(text)} does not say what became what`,
    hint: "Give the kind and both names, such as --rename 'table public.films=public.movies' or --rename 'column public.films.name=public.films.title'.",
  })
}

function withoutKind(name: string, kind: string): string {
  return name.startsWith(kind) ? name.slice(kind.length) : name
}

function renameFlag({ from, to }: Rename): string {
  const kind = /^(?:[a-z]+ )+/.exec(to)?.[0] ?? ''
  return `--rename '${`${from}=${to.slice(kind.length)}`.replaceAll("'", `'\\''`)}'`
}

export interface DecidedRenames {
  readonly renames: readonly Rename[]
  /** Those that nobody has decided about. */
  readonly open: readonly RenameCandidate[]
}

/** Asks about each pair that may be one object under two names; where nobody can be asked, none is taken for one. */
export async function decideRenames(
  a: SchemaDefinition,
  b: SchemaDefinition,
  given: readonly Rename[],
  { terminal, signal }: Around,
): Promise<DecidedRenames> {
  const renames = [...given]
  const declined = new Set<string>()
  const key = ({ from, to }: Rename): string => JSON.stringify([from, to])
  for (;;) {
    const found = compareSchemas(a, b, { renames }).renameCandidates.filter((one) => !declined.has(key(one)))
    const next = found[0]
    if (next === undefined || terminal.json || !canAsk()) return { renames, open: found }
    terminal.progress.clear()
    const question = `Is ${oneLine(next.to)} what ${oneLine(next.from)} was (${oneLine(next.why)})? A rename keeps its data. [y/N]`
    if (/^y(es)?$/i.test((await ask(question, signal)).trim())) renames.push({ from: next.from, to: next.to })
    else declined.add(key(next))
  }
}

export function openLines(open: readonly RenameCandidate[]): string[] {
  return open.flatMap((one) => [
    `may be a rename (${oneLine(one.why)}): ${oneLine(one.from)} and ${oneLine(one.to)}. If it is, say`,
    `  ${oneLine(renameFlag(one))}`,
  ])
}
