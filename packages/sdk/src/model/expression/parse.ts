import type { ComparisonOperator, Expression, Match, MatchStyle } from './ast.ts'
import { NodeBuilder } from './node-builder.ts'
import { PrimaryParser } from './primary.ts'
import { TokenReader } from './token-reader.ts'
import { readTypeName } from './type-name.ts'

/** How strongly operators bind, as Postgres has it. */
const power = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  compare: 5,
  match: 6,
  other: 7,
  add: 8,
  multiply: 9,
  raise: 10,
  at: 11,
  collate: 12,
  sign: 13,
}

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const matches: Readonly<Record<string, { style: MatchStyle; negated: boolean }>> = {
  '~~': { style: 'like', negated: false },
  '!~~': { style: 'like', negated: true },
  '~~*': { style: 'ilike', negated: false },
  '!~~*': { style: 'ilike', negated: true },
  '~': { style: 'regex', negated: false },
  '!~': { style: 'regex', negated: true },
  '~*': { style: 'iregex', negated: false },
  '!~*': { style: 'iregex', negated: true },
}
const matchWords: Readonly<Record<string, MatchStyle>> = {
  like: 'like',
  ilike: 'ilike',
  similar: 'similar',
  glob: 'glob',
  regexp: 'regex',
}

/** Reads one expression; throws EXPRESSION_INVALID with the position where it is none. */
export function parseExpression(text: string): Expression {
  return new Parser(new TokenReader(text)).whole()
}

class Parser {
  private readonly nodes: NodeBuilder
  private readonly tokens: TokenReader
  private readonly primaries: PrimaryParser

  constructor(tokens: TokenReader) {
    this.tokens = tokens
    this.nodes = new NodeBuilder(tokens)
    this.primaries = new PrimaryParser(this.nodes, (beforeIn) => this.expression(beforeIn ? power.match + 1 : 0))
  }

  whole(): Expression {
    if (this.tokens.peek().kind === 'end') this.tokens.fail('the expression is empty')
    const expression = this.expression(0)
    const rest = this.tokens.peek()
    if (rest.kind !== 'end') this.tokens.fail(`"${rest.text}" is not expected here`)
    return expression
  }

  private expression(least: number): Expression {
    return this.nodes.nested(() => {
      let left = this.prefix()
      for (let further = this.infix(left, least); further; further = this.infix(left, least)) left = further
      return left
    })
  }

  private prefix(): Expression {
    const { tokens } = this
    if (tokens.takeWord('not')) return this.nodes.made({ type: 'not', operand: this.expression(power.not) })
    if (tokens.takeSign('-')) return this.nodes.made({ type: 'negate', operand: this.expression(power.sign) })
    if (tokens.takeSign('+')) return this.expression(power.sign)
    const { kind, text } = tokens.peek()
    if (kind === 'operator' && text !== '::') {
      tokens.next()
      return this.nodes.made({
        type: 'operator',
        operator: text,
        left: undefined,
        right: this.expression(power.other + 1),
      })
    }
    return this.postfix(this.primaries.primary())
  }

  private postfix(operand: Expression): Expression {
    const { tokens } = this
    if (tokens.takeSign('::'))
      return this.postfix(this.nodes.made({ type: 'cast', operand, target: readTypeName(tokens) }))
    if (tokens.takeSign('[')) {
      const index = this.expression(0)
      if (tokens.takeSign(':')) {
        const end = this.expression(0)
        tokens.expectSign(']')
        return this.postfix(this.nodes.call('[:]', [operand, index, end]))
      }
      tokens.expectSign(']')
      return this.postfix(this.nodes.made({ type: 'subscript', operand, index }))
    }
    if (tokens.takeSign('.')) return this.postfix(this.nodes.call(`.${this.nodes.name()}`, [operand]))
    return operand
  }

  /** The expression that goes on from `left` by an operator of at least that power; nothing where none follows. */
  private infix(left: Expression, least: number): Expression | undefined {
    const { tokens } = this
    const { kind, text } = tokens.peek()
    if (kind === 'operator') return this.operator(left, least, text, 1)
    if (kind !== 'word') return undefined
    const word = text.toLowerCase()
    switch (word) {
      case 'or':
      case 'and':
        return power[word] < least ? undefined : this.logical(word, left)
      case 'is':
        return power.is < least ? undefined : this.is(left)
      case 'isnull':
      case 'notnull':
        if (power.is < least) return undefined
        tokens.next()
        return this.nodes.made({ type: 'is', operand: left, test: 'null', negated: word === 'notnull' })
      case 'collate':
        if (power.collate < least) return undefined
        tokens.next()
        return this.nodes.made({ type: 'collate', operand: left, collation: this.collation() })
      case 'at':
        if (power.at < least || !tokens.takeWord('at', 'time', 'zone')) return undefined
        return this.nodes.call('timezone', [this.expression(power.at + 1), left])
      case 'operator':
        return tokens.isSign('(', 1) ? this.qualifiedOperator(left, least) : undefined
      case 'overlaps':
        if (power.other < least) return undefined
        tokens.next()
        return this.nodes.made({ type: 'operator', operator: word, left, right: this.expression(power.other + 1) })
      default:
        return power.match < least ? undefined : this.wordOperator(left)
    }
  }

  private operator(left: Expression, least: number, operator: string, length: number): Expression | undefined {
    const binding = bindingOf(operator)
    if (binding === undefined || binding < least) return undefined
    for (let i = 0; i < length; i++) this.tokens.next()
    const comparison = comparisons[operator]
    const match = matches[operator]
    if (comparison || match) {
      const { tokens } = this
      const quantifier = tokens.isSign('(', 1) ? tokens.word() : undefined
      if (quantifier === 'any' || quantifier === 'some' || quantifier === 'all')
        return this.quantified(left, operator, quantifier === 'all' ? 'all' : 'any')
    }
    const right = this.expression(binding + 1)
    if (comparison) return this.nodes.made({ type: 'compare', operator: comparison, left, right })
    if (match) return this.nodes.made(matching(match, left, right))
    switch (operator) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '||':
        return this.nodes.made({ type: 'arithmetic', operator, left, right })
      default:
        return this.nodes.made({ type: 'operator', operator, left, right })
    }
  }

  /** OPERATOR(schema.sign) */
  private qualifiedOperator(left: Expression, least: number): Expression | undefined {
    const { tokens } = this
    let length = 2
    while (!tokens.isSign(')', length)) {
      if (tokens.peek(length).kind === 'end') tokens.fail('")" is expected', tokens.peek(length).at)
      length++
    }
    const sign = tokens.peek(length - 1)
    if (sign.kind !== 'operator') tokens.fail('an operator is expected', sign.at)
    return this.operator(left, least, sign.text, length + 1)
  }

  private logical(type: 'and' | 'or', left: Expression): Expression {
    const operands = [...flattened(type, left)]
    while (this.tokens.takeWord(type)) operands.push(...flattened(type, this.expression(power[type] + 1)))
    return this.nodes.made({ type, operands })
  }

  private is(operand: Expression): Expression {
    const { tokens } = this
    tokens.next()
    const negated = tokens.takeWord('not')
    const test = tokens.word()
    switch (test) {
      case 'null':
      case 'true':
      case 'false':
      case 'unknown':
        tokens.next()
        return this.nodes.made({ type: 'is', operand, test, negated })
      case 'distinct':
        tokens.next()
        tokens.expectWord('from')
        return this.nodes.made({ type: 'distinct', left: operand, right: this.expression(power.compare + 1), negated })
      case 'json':
      case 'document':
      case 'normalized': {
        tokens.next()
        let name = `is ${test}`
        for (const part of ['value', 'object', 'array', 'scalar', 'with', 'without', 'unique', 'keys'])
          if (tokens.takeWord(part)) name += ` ${part}`
        const call = this.nodes.call(name, [operand])
        return negated ? this.nodes.made({ type: 'not', operand: call }) : call
      }
      default:
        return this.nodes.made({
          type: 'distinct',
          left: operand,
          right: this.expression(power.compare + 1),
          negated: !negated,
        })
    }
  }

  /** [NOT] BETWEEN, IN, LIKE and their like, and SQLite's NOT NULL. */
  private wordOperator(operand: Expression): Expression | undefined {
    const { tokens } = this
    const negated = tokens.isWord('not')
    const word = tokens.word(negated ? 1 : 0) ?? ''
    const style = Object.hasOwn(matchWords, word) ? matchWords[word] : undefined
    if (!style && !['between', 'in', 'match'].includes(word) && !(negated && word === 'null')) return undefined
    if (negated) tokens.next()
    tokens.next()
    if (word === 'null') return this.nodes.made({ type: 'is', operand, test: 'null', negated: true })
    if (word === 'between') return this.between(operand, negated)
    if (word === 'in') return this.nodes.made({ type: 'in', operand, list: this.list(), negated })
    if (!style) {
      const match = this.nodes.made({
        type: 'operator',
        operator: word,
        left: operand,
        right: this.expression(power.other),
      })
      return negated ? this.nodes.made({ type: 'not', operand: match }) : match
    }
    if (style === 'similar') tokens.expectWord('to')
    const quantifier = tokens.isSign('(', 1) ? tokens.word() : undefined
    if (quantifier === 'any' || quantifier === 'some' || quantifier === 'all') {
      const sign = Object.keys(matches).find((key) => matches[key]?.style === style && matches[key].negated === negated)
      if (sign) return this.quantified(operand, sign, quantifier === 'all' ? 'all' : 'any')
    }
    const pattern = this.expression(power.other)
    const escapedBy = tokens.takeWord('escape') ? this.expression(power.other) : undefined
    return this.nodes.made({ type: 'match', style, operand, pattern, escapedBy, negated })
  }

  private between(operand: Expression, negated: boolean): Expression {
    const { tokens } = this
    const symmetric = tokens.takeWord('symmetric')
    if (!symmetric) tokens.takeWord('asymmetric')
    const low = this.expression(power.other)
    tokens.expectWord('and')
    const high = this.expression(power.other)
    if (!symmetric) return this.nodes.made({ type: 'between', operand, low, high, negated })
    const ends = [low, high]
    return this.nodes.made({
      type: 'between',
      operand,
      low: this.nodes.call('least', ends),
      high: this.nodes.call('greatest', ends),
      negated,
    })
  }

  /** With a match over a list that is written out, it is the same as that many matches. */
  private quantified(operand: Expression, operator: string, quantifier: 'any' | 'all'): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('(')
    this.nodes.refuseQuery()
    const array = this.expression(0)
    tokens.expectSign(')')
    const comparison = comparisons[operator]
    if (comparison) return this.nodes.made({ type: 'quantified', operator: comparison, quantifier, operand, array })
    const match = matches[operator]
    const patterns = array.type === 'cast' ? array.operand : array
    if (!match || patterns.type !== 'array' || patterns.elements.length === 0)
      return this.nodes.made({ type: 'operator', operator: `${operator} ${quantifier}`, left: operand, right: array })
    const operands = patterns.elements.map((pattern) => this.nodes.made(matching(match, operand, pattern)))
    return operands.length === 1
      ? operands[0]!
      : this.nodes.made({ type: quantifier === 'any' ? 'or' : 'and', operands })
  }

  private list(): readonly Expression[] {
    this.tokens.expectSign('(')
    this.nodes.refuseQuery()
    return this.primaries.expressionsUntil(')')
  }

  private collation(): string {
    let name = this.nodes.name()
    while (this.tokens.takeSign('.')) name = this.nodes.name()
    return name
  }
}

function flattened(type: 'and' | 'or', expression: Expression): readonly Expression[] {
  return expression.type === type ? expression.operands : [expression]
}

function matching(
  { style, negated }: { style: MatchStyle; negated: boolean },
  operand: Expression,
  pattern: Expression,
): Match {
  return { type: 'match', style, operand, pattern, escapedBy: undefined, negated }
}

function bindingOf(operator: string): number | undefined {
  switch (operator) {
    case '::':
      return undefined
    case '^':
      return power.raise
    case '*':
    case '/':
    case '%':
      return power.multiply
    case '+':
    case '-':
      return power.add
    default:
      return Object.hasOwn(comparisons, operator) ? power.compare : power.other
  }
}
