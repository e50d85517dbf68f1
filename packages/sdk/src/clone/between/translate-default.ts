import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { ValueWay } from './type-mapping.ts'

/** What stands after DEFAULT in the other engine; undefined where there is nothing that means the same. */
export function translateDefault(text: string, to: Dialect, way: ValueWay): string | undefined {
  const clock = clockOf(text, to, way)
  if (clock !== undefined) return clock
  try {
    return constant(parseExpression(text), to, way)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID') return undefined
    throw thrown
  }
}

function clockOf(text: string, to: Dialect, way: ValueWay): string | undefined {
  if (!/^\(*(now\(\)|current_timestamp|localtimestamp|current_date|datetime\('now'\))\)*$/i.test(text.trim()))
    return undefined
  if (/current_date/i.test(text)) return way === 'date' ? 'CURRENT_DATE' : undefined
  if (to === 'postgres') {
    if (way === 'wall clock') return `(now() AT TIME ZONE 'UTC'::text)`
    return way === 'instant' ? 'now()' : undefined
  }
  if (way === 'wall clock') return 'CURRENT_TIMESTAMP'
  return way === 'instant' ? `strftime('%Y-%m-%dT%H:%M:%SZ', 'now')` : undefined
}

function constant(expression: Expression, to: Dialect, way: ValueWay): string | undefined {
  const { quoteLiteral } = quoting[to]
  switch (expression.type) {
    case 'cast':
      return constant(expression.operand, to, way)
    case 'negate': {
      const inner = constant(expression.operand, to, way)
      return inner && /^[\d.]+$/.test(inner) ? `-${inner}` : undefined
    }
    case 'field':
      // SQLite's words for truth, where they are read as names.
      return /^(true|false)$/i.test(expression.name) ? truth(/^true$/i.test(expression.name), to, way) : undefined
    case 'literal':
      switch (expression.kind) {
        case 'null':
          return 'NULL'
        case 'boolean':
          return truth(expression.value, to, way)
        case 'number':
          if (way === 'boolean')
            return /^[01]$/.test(expression.text) ? truth(expression.text === '1', to, way) : undefined
          return ['integer', 'real', 'decimal', 'text'].includes(way)
            ? way === 'text'
              ? quoteLiteral(expression.text).trim()
              : expression.text
            : undefined
        case 'text':
          return ofText(expression.text, to, way)
        default:
          return undefined
      }
    default:
      return undefined
  }
}

function truth(value: boolean, to: Dialect, way: ValueWay): string | undefined {
  if (way !== 'boolean') return way === 'integer' ? String(Number(value)) : undefined
  return to === 'sqlite' ? String(Number(value)) : String(value)
}

function ofText(text: string, to: Dialect, way: ValueWay): string | undefined {
  const quoted = quoting[to].quoteLiteral(text).trim()
  switch (way) {
    case 'text':
    case 'uuid':
    case 'time':
      return quoted
    case 'json':
      return quoted
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? quoted : undefined
    case 'integer':
    case 'real':
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined
    default:
      return undefined
  }
}
