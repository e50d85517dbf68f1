import type { Expression } from './ast.ts'
import { rewrite, walk } from './walk.ts'

/** The names of the fields that it reads, each once, as written. */
export function fieldsOf(expression: Expression): string[] {
  const names = new Set<string>()
  for (const part of walk(expression)) if (part.type === 'field') names.add(part.name)
  return [...names]
}

export interface BoundExpression {
  /** Every reference is the exact name of a field. */
  readonly expression: Expression
  /** Names that are no field of the entity. */
  readonly unknown: readonly string[]
}

/**
 * Ties names to the fields of one entity: letter by letter first, then, if not in quotes, in lower case, then in any
 * case. What SQLite does with "text" that names no column, taking it for a string, is done only where `quotedText` says so.
 */
export function bindFields(expression: Expression, names: Iterable<string>, quotedText = false): BoundExpression {
  const exact = new Set(names)
  const anyCase = new Map([...exact].reverse().map((name) => [name.toLowerCase(), name]))
  const unknown = new Set<string>()
  const bound = rewrite(expression, (part) => {
    if (part.type !== 'field') return part
    const { name, quoted } = part
    if (exact.has(name)) return part
    const lower = name.toLowerCase()
    const found = exact.has(lower) ? lower : anyCase.get(lower)
    if (found !== undefined && (!quoted || quotedText)) return { type: 'field', name: found, quoted: true }
    if (quoted && quotedText) return { type: 'literal', kind: 'text', text: name }
    unknown.add(name)
    return part
  })
  return { expression: bound, unknown: [...unknown] }
}

/** Puts another name in the place of one, such as the column's for the VALUE of a domain. */
export function renameField(expression: Expression, from: string, to: string): Expression {
  return rewrite(expression, (part) =>
    part.type === 'field' && part.name === from ? { type: 'field', name: to, quoted: true } : part,
  )
}
