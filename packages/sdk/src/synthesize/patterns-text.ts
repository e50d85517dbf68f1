import type { DataPatterns } from './data-patterns.ts'

const widest = 118

/** Patterns as people read them: what fits on a line stands on one, such as the rows of a table. */
export function patternsText(patterns: DataPatterns): string {
  return `${written(patterns, '')}\n`
}

function written(value: unknown, indent: string): string {
  const flat = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= widest) return spaced(flat, value)
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map((one) => `${inner}${written(one, inner)}`).join(',\n')}\n${indent}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{\n${fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${written(field, inner)}`).join(',\n')}\n${indent}}`
}

/** Long lists of numbers stay without spaces; names in them may hold anything, so the text itself is left alone. */
function spaced(flat: string, value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return flat
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{ ${fields.map(([name, field]) => `${JSON.stringify(name)}: ${JSON.stringify(field)}`).join(', ')} }`
}
