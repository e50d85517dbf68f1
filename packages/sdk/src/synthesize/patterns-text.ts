import type { DataPatterns } from './data-patterns.ts'

const widest = 118

/** Patterns as people read them: what fits on a line stands on one, such as the rows of a table. */
export function patternsText(patterns: DataPatterns): string {
  return `${written(patterns, '')}\n`
}

function written(value: unknown, indent: string): string {
  const line = flat(value)
  if (typeof value !== 'object' || value === null || line.length + indent.length <= widest) return line
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map((one) => `${inner}${written(one, inner)}`).join(',\n')}\n${indent}]`
  const fields = fieldsOf(value).map(([name, field]) => `${inner}${JSON.stringify(name)}: ${written(field, inner)}`)
  return `{\n${fields.join(',\n')}\n${indent}}`
}

function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`
  const fields = fieldsOf(value).map(([name, field]) => `${JSON.stringify(name)}: ${flat(field)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

const fieldsOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, field]) => field !== undefined)
