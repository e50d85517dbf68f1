import type { Expression, TypeName } from './ast.ts'
import { specialCall } from './special-calls.ts'
import { typesOfSeveralWords } from './type-name.ts'
import { bareCalls, reservedWords } from './words.ts'

/** Text that parses to the same expression; what Postgres would print it as, mostly. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case 'literal':
      return literal(expression)
    case 'field':
      return expression.quoted || !isPlain(expression.name) ? quote(expression.name) : expression.name
    case 'and':
    case 'or':
      return expression.operands.map(inner).join(expression.type === 'and' ? ' AND ' : ' OR ')
    case 'not':
      return `NOT ${inner(expression.operand)}`
    case 'negate':
      return `- ${inner(expression.operand)}`
    case 'compare':
    case 'arithmetic':
      return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`
    case 'operator':
      return operator(expression.operator, expression.left, expression.right)
    case 'is':
      return `${inner(expression.operand)} IS ${not(expression.negated)}${expression.test.toUpperCase()}`
    case 'distinct':
      return `${inner(expression.left)} IS ${not(expression.negated)}DISTINCT FROM ${inner(expression.right)}`
    case 'between': {
      const { operand, low, high, negated } = expression
      return `${inner(operand)} ${not(negated)}BETWEEN ${inner(low)} AND ${inner(high)}`
    }
    case 'in':
      return `${inner(expression.operand)} ${not(expression.negated)}IN (${list(expression.list)})`
    case 'quantified': {
      const { operand, operator, quantifier, array } = expression
      return `${inner(operand)} ${operator} ${quantifier.toUpperCase()} (${printExpression(array)})`
    }
    case 'match': {
      const { operand, style, pattern, escapedBy, negated } = expression
      const words = { like: 'LIKE', ilike: 'ILIKE', similar: 'SIMILAR TO', glob: 'GLOB', regex: '~', iregex: '~*' }
      const sign = words[style].startsWith('~')
        ? `${negated ? '!' : ''}${words[style]}`
        : `${not(negated)}${words[style]}`
      return `${inner(operand)} ${sign} ${inner(pattern)}${escapedBy ? ` ESCAPE ${inner(escapedBy)}` : ''}`
    }
    case 'case': {
      const { operand, branches, otherwise } = expression
      const parts = branches.map(
        ({ condition, result }) => ` WHEN ${printExpression(condition)} THEN ${printExpression(result)}`,
      )
      const rest = otherwise ? ` ELSE ${printExpression(otherwise)}` : ''
      return `CASE${operand ? ` ${inner(operand)}` : ''}${parts.join('')}${rest} END`
    }
    case 'call':
      return call(expression.name, expression.parameters)
    case 'cast':
      return `${inner(expression.operand)}::${typeName(expression.target)}`
    case 'array':
      return `ARRAY[${list(expression.elements)}]`
    case 'subscript':
      return `${inner(expression.operand)}[${printExpression(expression.index)}]`
    case 'collate':
      return `${inner(expression.operand)} COLLATE ${quote(expression.collation)}`
  }
}

/** In parentheses unless it stands as one word anyway. */
function inner(expression: Expression): string {
  const text = printExpression(expression)
  switch (expression.type) {
    case 'literal':
    case 'field':
    case 'call':
    case 'array':
      return text
    default:
      return `(${text})`
  }
}

const list = (expressions: readonly Expression[]) => expressions.map(printExpression).join(', ')
const not = (negated: boolean) => (negated ? 'NOT ' : '')
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

function isPlain(name: string): boolean {
  const lower = name.toLowerCase()
  return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) && !reservedWords.has(lower) && !bareCalls.has(lower)
}

function literal(expression: Expression & { type: 'literal' }): string {
  switch (expression.kind) {
    case 'number':
      return expression.text
    case 'text':
      return `'${expression.text.replaceAll("'", "''")}'`
    case 'bytes':
      return `X'${expression.text}'`
    case 'boolean':
      return expression.value ? 'TRUE' : 'FALSE'
    case 'null':
      return 'NULL'
  }
}

function operator(sign: string, left: Expression | undefined, right: Expression): string {
  const quantified = /^(\S+) (any|all)$/.exec(sign)
  if (quantified && left)
    return `${inner(left)} ${quantified[1]} ${quantified[2]?.toUpperCase()} (${printExpression(right)})`
  return left ? `${inner(left)} ${sign.toUpperCase()} ${inner(right)}` : `${sign} ${inner(right)}`
}

function call(name: string, parameters: readonly Expression[]): string {
  if (parameters.length === 0 && bareCalls.has(name)) return name.toUpperCase()
  const plain = name === 'row' || (isPlain(name) && name === name.toLowerCase() && !specialCall(name))
  return `${plain ? name : quote(name)}(${list(parameters)})`
}

function typeName({ name, modifiers, dimensions }: TypeName): string {
  const plain = typesOfSeveralWords.has(name) || (isPlain(name) && name === name.toLowerCase())
  const sizes = modifiers.length > 0 ? `(${modifiers.join(', ')})` : ''
  const timeZone = / with(?:out)? time zone$/.exec(name)?.[0] ?? ''
  const words = plain ? name.slice(0, name.length - timeZone.length) : quote(name)
  return `${words}${sizes}${timeZone}${'[]'.repeat(dimensions)}`
}
