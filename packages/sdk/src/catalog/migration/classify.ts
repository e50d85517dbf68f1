import type { Dialect } from '../../database/adapter.ts'
import { firstWords } from '../../database/sql-file/problem.ts'
import { type ObjectId, objectId, objectKinds } from '../identity.ts'
import { sqlTokens } from '../sql-tokens.ts'
import { classifyRules } from './classify-rules.ts'
import { type Hazard, type MigrationStep, usualTimeouts } from './step.ts'

export interface Classified
  extends Pick<MigrationStep, 'action' | 'title' | 'hazards' | 'locks' | 'transaction' | 'timeouts'> {
  /** Undefined where the statement names none that is known here. */
  readonly object: ObjectId | undefined
}

/**
 * What can be said of a statement by its words alone. What it does to data is found wherever it stands in it; what
 * nobody can see from outside, such as what a called function does, is said to be so.
 */
export function classifyStatement(statement: string, dialect: Dialect): Classified {
  const words = bareWords(statement, dialect)
  const found = classifyRules.filter(({ when, unless }) => when.test(words) && !unless?.test(words))
  const hazards = new Map<Hazard['kind'], Hazard>()
  for (const { kind, why } of found.flatMap((rule) => rule.hazards ?? []))
    if (!hazards.has(kind)) hazards.set(kind, { kind, why })
  if (found.length === 0) {
    const why = 'It is not known here what this statement does.'
    hazards.set('depends on what is not tracked', { kind: 'depends on what is not tracked', why })
  }
  return {
    action: /^CREATE\b/.test(words) ? 'create' : /^DROP\b/.test(words) ? 'drop' : 'alter',
    object: objectOf(statement, dialect),
    title: firstWords(statement) || 'statement',
    hazards: [...hazards.values()],
    locks: [],
    transaction: found.find(({ transaction }) => transaction !== undefined)?.transaction ?? 'shared',
    timeouts: usualTimeouts,
  }
}

const pieces = {
  postgres:
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$))|(?<name>"(?:[^"]|"")*(?:"|$))|(?<dollar>(?<![\w$\u0080-\uffff])\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$))/g,
  sqlite:
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<name>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))/g,
} as const

/** The statement in capitals, without comments, and with all that is quoted emptied: none of it is a keyword. */
function bareWords(statement: string, dialect: Dialect): string {
  const bare = statement.replaceAll(pieces[dialect], (...found) => {
    const groups: unknown = found.at(-1)
    const kind = (name: string): boolean =>
      typeof groups === 'object' && groups !== null && Reflect.get(groups, name) !== undefined
    return kind('comment') ? ' ' : kind('name') ? '"?"' : "'?'"
  })
  return bare.replaceAll(/\s+/g, ' ').trim().toUpperCase()
}

/** The object that CREATE, ALTER or DROP names first; without its schema where the statement leaves that out. */
function objectOf(statement: string, dialect: Dialect): ObjectId | undefined {
  const tokens = sqlTokens(statement.slice(0, 400), dialect === 'sqlite' ? 'quote' : 'subscript')
  const words = tokens.map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : undefined))
  if (!['create', 'alter', 'drop', 'truncate'].includes(words[0] ?? '')) return undefined
  for (let at = 1; at < Math.min(tokens.length, 6); at++) {
    const kind = objectKinds.find((one) => one.split(' ').every((word, offset) => words[at + offset] === word))
    if (kind === undefined) continue
    let name = at + kind.split(' ').length
    while (['if', 'not', 'exists', 'only', 'concurrently'].includes(words[name] ?? '')) name++
    const path: string[] = []
    for (; tokens[name]; name += 2) {
      const token = tokens[name]
      if (token?.kind !== 'word' && token?.kind !== 'quoted') break
      path.push(token.kind === 'word' && dialect === 'postgres' ? token.value.toLowerCase() : token.value)
      if (tokens[name + 1]?.text !== '.') break
    }
    return path.length === 0 ? undefined : objectId(kind, ...path)
  }
  return undefined
}
