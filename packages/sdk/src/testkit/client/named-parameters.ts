import { UnderstudyError } from '../../errors.ts'
import type { StatementParameters } from './test-statements.ts'

export interface Placed {
  readonly text: string
  readonly values: readonly unknown[]
}

/** What may hold a colon and is no parameter: comments, strings, quoted names, casts; then the parameter itself. */
const pattern =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|::|:=|(?<![\w\])])(?::(?<name>[A-Za-z_]\w*))/g

/** A statement with places in it, $1, $2 …; one that has names has each of them numbered. */
export function placed(text: string, parameters: StatementParameters): Placed {
  if (isList(parameters)) return { text, values: parameters }
  const names: string[] = []
  const numbered = text.replaceAll(pattern, (found: string, ...rest: unknown[]) => {
    const name = nameIn(rest)
    if (name === undefined) return found
    if (!Object.hasOwn(parameters, name)) throw refused(`The statement has :${name}, and no value was given for it`)
    if (!names.includes(name)) names.push(name)
    return `$${names.indexOf(name) + 1}`
  })
  const idle = Object.keys(parameters).filter((name) => !names.includes(name))
  if (idle.length > 0) throw refused(`The statement has no ${idle.map((name) => `:${name}`).join(', ')}`)
  return { text: numbered, values: names.map((name) => parameters[name]) }
}

function isList(parameters: StatementParameters): parameters is readonly unknown[] {
  return Array.isArray(parameters)
}

/** The named groups of a match are the last that a replacer is given. */
function nameIn(rest: readonly unknown[]): string | undefined {
  const groups = rest.at(-1) as { readonly name?: string }
  return groups.name
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', {
    operation: 'name parameters',
    message,
    hint: 'Give a value for each :name of the statement, and for no other.',
  })
}
