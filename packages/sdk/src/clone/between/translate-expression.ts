import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { ValueWay } from './type-mapping.ts'

/** What an expression gives, as far as it means the same in both engines. */
type Kind = 'number' | 'text' | 'date' | 'truth'

/** Of the columns that an expression may name; undefined for what compares differently. */
export type KindOf = (column: string) => Kind | undefined

export function kindOf(way: ValueWay): Kind | undefined {
  switch (way) {
    case 'integer':
    case 'real':
    case 'decimal':
      return 'number'
    case 'boolean':
      return 'truth'
    case 'text':
      return 'text'
    case 'date':
      return 'date'
    default:
      return undefined
  }
}

interface Translated {
  readonly text: string
  readonly kind: Kind
}

/** The text of a condition for the other engine; undefined where it might mean something else there. */
export function translateCondition(
  text: string,
  to: Dialect,
  kinds: KindOf,
  nameOf: (column: string) => string,
): string | undefined {
  try {
    const found = new Translation(to, kinds, nameOf).of(parseExpression(text))
    return found?.kind === 'truth' ? found.text : undefined
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID') return undefined
    throw thrown
  }
}

class Translation {
  readonly #to: Dialect
  readonly #kinds: KindOf
  readonly #nameOf: (column: string) => string

  constructor(to: Dialect, kinds: KindOf, nameOf: (column: string) => string) {
    this.#to = to
    this.#kinds = kinds
    this.#nameOf = nameOf
  }

  of(expression: Expression): Translated | undefined {
    switch (expression.type) {
      case 'literal':
        return this.#literal(expression)
      case 'field': {
        const kind = this.#kinds(expression.name)
        return kind && { kind, text: quoting[this.#to].quoteIdentifier(this.#nameOf(expression.name)) }
      }
      case 'and':
      case 'or':
        return this.#all(expression.operands, 'truth', (parts) => parts.join(` ${expression.type} `))
      case 'not':
        return this.#all([expression.operand], 'truth', ([one]) => `not ${one}`)
      case 'negate':
        return this.#all([expression.operand], 'number', ([one]) => `- ${one}`, 'number')
      case 'compare':
        return this.#compared([expression.left, expression.right], expression.operator, (parts) =>
          parts.join(` ${expression.operator} `),
        )
      case 'between':
        return this.#compared(
          [expression.operand, expression.low, expression.high],
          '<',
          ([one, low, high]) => `${one} ${not(expression.negated)}between ${low} and ${high}`,
        )
      case 'in':
        return this.#compared(
          [expression.operand, ...expression.list],
          '=',
          ([one, ...list]) => `${one} ${not(expression.negated)}in (${list.join(', ')})`,
        )
      case 'quantified':
        return this.#anyOf(expression)
      case 'is':
        return this.#is(expression)
      case 'arithmetic':
        if (!['+', '-', '*'].includes(expression.operator)) return undefined
        return this.#all(
          [expression.left, expression.right],
          'number',
          (parts) => parts.join(` ${expression.operator} `),
          'number',
        )
      case 'call':
        return this.#call(expression.name, expression.parameters)
      case 'cast':
        return this.#cast(expression)
      default:
        return undefined
    }
  }

  #literal(literal: Extract<Expression, { type: 'literal' }>): Translated | undefined {
    switch (literal.kind) {
      case 'number':
        return { kind: 'number', text: literal.text }
      case 'text':
        return { kind: 'text', text: quoting[this.#to].quoteLiteral(literal.text) }
      case 'boolean':
        return { kind: 'truth', text: this.#to === 'sqlite' ? String(Number(literal.value)) : String(literal.value) }
      default:
        return undefined
    }
  }

  /** Everything of one kind; what is made of it is of another, or the same. */
  #all(
    operands: readonly Expression[],
    gives: Kind,
    write: (parts: readonly string[]) => string,
    takes: Kind = 'truth',
  ): Translated | undefined {
    const parts = operands.map((operand) => this.of(operand))
    if (!parts.every((part) => part?.kind === takes)) return undefined
    return { kind: gives, text: `(${write(parts.map((part) => part?.text ?? ''))})` }
  }

  /** Texts are ordered by collations, which differ; whether they are equal does not. */
  #compared(
    operands: readonly Expression[],
    operator: string,
    write: (parts: readonly string[]) => string,
  ): Translated | undefined {
    const parts = operands.map((operand) => this.of(operand))
    const dated = parts.some((part) => part?.kind === 'date')
    const kind = dated ? 'date' : parts[0]?.kind
    const fits = (part: Translated | undefined, at: number) =>
      part?.kind === kind || (dated && part?.kind === 'text' && operands[at]?.type === 'literal')
    if (kind === undefined || !parts.every(fits)) return undefined
    if ((kind === 'text' || kind === 'truth') && operator !== '=' && operator !== '<>') return undefined
    return { kind: 'truth', text: `(${write(parts.map((part) => part?.text ?? ''))})` }
  }

  #anyOf({
    operand,
    operator,
    quantifier,
    array,
  }: Extract<Expression, { type: 'quantified' }>): Translated | undefined {
    const inner = array.type === 'cast' ? array.operand : array
    if (operator !== '=' || quantifier !== 'any' || inner.type !== 'array') return undefined
    return this.of({ type: 'in', operand, list: inner.elements, negated: false })
  }

  #is({ operand, test, negated }: Extract<Expression, { type: 'is' }>): Translated | undefined {
    const part = this.of(operand)
    if (part === undefined || test === 'unknown' || (test !== 'null' && part.kind !== 'truth')) return undefined
    return { kind: 'truth', text: `(${part.text} is ${not(negated)}${test})` }
  }

  #call(name: string, parameters: readonly Expression[]): Translated | undefined {
    const parts = parameters.map((one) => this.of(one))
    const [first] = parts
    if (first === undefined) return undefined
    switch (name) {
      case 'length':
      case 'char_length':
      case 'character_length':
        return first.kind === 'text' && parts.length === 1
          ? { kind: 'number', text: `length(${first.text})` }
          : undefined
      case 'abs':
        return first.kind === 'number' && parts.length === 1
          ? { kind: 'number', text: `abs(${first.text})` }
          : undefined
      case 'coalesce':
        if (parts.length < 2 || !parts.every((part) => part?.kind === first.kind)) return undefined
        return { kind: first.kind, text: `coalesce(${parts.map((part) => part?.text).join(', ')})` }
      default:
        return undefined
    }
  }

  /** Casts that leave the value as it is: a check writes out what its columns and literals are. */
  #cast({ operand, target }: Extract<Expression, { type: 'cast' }>): Translated | undefined {
    const part = this.of(operand)
    if (part === undefined || target.dimensions > 0 || target.modifiers.length > 0) return undefined
    const same = castKinds[target.name]
    if (same === 'date' && part.kind === 'text' && operand.type === 'literal') return { ...part, kind: 'date' }
    if (
      same === 'number' &&
      part.kind === 'text' &&
      operand.type === 'literal' &&
      /^-?\d+(\.\d+)?$/.test(operand.kind === 'text' ? operand.text : '')
    )
      return { kind: 'number', text: operand.kind === 'text' ? operand.text : '' }
    return same === part.kind ? part : undefined
  }
}

const castKinds: Readonly<Record<string, Kind>> = {
  text: 'text',
  'character varying': 'text',
  varchar: 'text',
  bpchar: 'text',
  integer: 'number',
  bigint: 'number',
  smallint: 'number',
  numeric: 'number',
  'double precision': 'number',
  date: 'date',
}

function not(negated: boolean): string {
  return negated ? 'not ' : ''
}
