import type { ComparisonOperator, Expression, Literal, Match, MatchStyle } from './ast.ts'
import { specialCall } from './special-calls.ts'
import { TokenReader } from './token-reader.ts'
import { readTypeName } from './type-name.ts'
import { childrenOf } from './walk.ts'
import { bareCalls, reservedWords } from './words.ts'

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

/** Whoever walks over an expression may do so by recursion: no expression is higher than this. */
const maximumHeight = 500
const maximumNesting = 1000

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
  private readonly tokens: TokenReader
  private readonly heights = new WeakMap<Expression, number>()
  private nesting = 0

  constructor(tokens: TokenReader) {
    this.tokens = tokens
  }

  whole(): Expression {
    if (this.tokens.peek().kind === 'end') this.tokens.fail('the expression is empty')
    const expression = this.expression(0)
    const rest = this.tokens.peek()
    if (rest.kind !== 'end') this.tokens.fail(`"${rest.text}" is not expected here`)
    return expression
  }

  private made(expression: Expression): Expression {
    let height = 0
    for (const child of childrenOf(expression)) height = Math.max(height, this.heights.get(child) ?? 0)
    if (height >= maximumHeight) this.tokens.fail('the expression is nested too deeply')
    this.heights.set(expression, height + 1)
    return expression
  }

  private expression(least: number): Expression {
    if (++this.nesting > maximumNesting) this.tokens.fail('the expression is nested too deeply')
    let left = this.prefix()
    for (let further = this.infix(left, least); further; further = this.infix(left, least)) left = further
    this.nesting--
    return left
  }

  private prefix(): Expression {
    const { tokens } = this
    if (tokens.takeWord('not')) return this.made({ type: 'not', operand: this.expression(power.not) })
    if (tokens.takeSign('-')) return this.made({ type: 'negate', operand: this.expression(power.sign) })
    if (tokens.takeSign('+')) return this.expression(power.sign)
    const { kind, text } = tokens.peek()
    if (kind === 'operator' && text !== '::') {
      tokens.next()
      return this.made({ type: 'operator', operator: text, left: undefined, right: this.expression(power.other + 1) })
    }
    return this.postfix(this.primary())
  }

  private postfix(operand: Expression): Expression {
    const { tokens } = this
    if (tokens.takeSign('::')) return this.postfix(this.made({ type: 'cast', operand, target: readTypeName(tokens) }))
    if (tokens.takeSign('[')) {
      const index = this.expression(0)
      if (tokens.takeSign(':')) {
        const end = this.expression(0)
        tokens.expectSign(']')
        return this.postfix(this.call('[:]', [operand, index, end]))
      }
      tokens.expectSign(']')
      return this.postfix(this.made({ type: 'subscript', operand, index }))
    }
    if (tokens.takeSign('.')) return this.postfix(this.call(`.${this.name()}`, [operand]))
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
        return this.made({ type: 'is', operand: left, test: 'null', negated: word === 'notnull' })
      case 'collate':
        if (power.collate < least) return undefined
        tokens.next()
        return this.made({ type: 'collate', operand: left, collation: this.collation() })
      case 'at':
        if (power.at < least || !tokens.takeWord('at', 'time', 'zone')) return undefined
        return this.call('timezone', [this.expression(power.at + 1), left])
      case 'operator':
        return tokens.isSign('(', 1) ? this.qualifiedOperator(left, least) : undefined
      case 'overlaps':
        if (power.other < least) return undefined
        tokens.next()
        return this.made({ type: 'operator', operator: word, left, right: this.expression(power.other + 1) })
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
    if (comparison) return this.made({ type: 'compare', operator: comparison, left, right })
    if (match) return this.made(matching(match, left, right))
    switch (operator) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '||':
        return this.made({ type: 'arithmetic', operator, left, right })
      default:
        return this.made({ type: 'operator', operator, left, right })
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
    return this.made({ type, operands })
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
        return this.made({ type: 'is', operand, test, negated })
      case 'distinct':
        tokens.next()
        tokens.expectWord('from')
        return this.made({ type: 'distinct', left: operand, right: this.expression(power.compare + 1), negated })
      case 'json':
      case 'document':
      case 'normalized': {
        tokens.next()
        let name = `is ${test}`
        for (const part of ['value', 'object', 'array', 'scalar', 'with', 'without', 'unique', 'keys'])
          if (tokens.takeWord(part)) name += ` ${part}`
        const call = this.call(name, [operand])
        return negated ? this.made({ type: 'not', operand: call }) : call
      }
      default:
        return this.made({
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
    if (word === 'null') return this.made({ type: 'is', operand, test: 'null', negated: true })
    if (word === 'between') return this.between(operand, negated)
    if (word === 'in') return this.made({ type: 'in', operand, list: this.list(), negated })
    if (!style) {
      const match = this.made({ type: 'operator', operator: word, left: operand, right: this.expression(power.other) })
      return negated ? this.made({ type: 'not', operand: match }) : match
    }
    if (style === 'similar') tokens.expectWord('to')
    const quantifier = tokens.isSign('(', 1) ? tokens.word() : undefined
    if (quantifier === 'any' || quantifier === 'some' || quantifier === 'all') {
      const sign = Object.keys(matches).find((key) => matches[key]?.style === style && matches[key].negated === negated)
      if (sign) return this.quantified(operand, sign, quantifier === 'all' ? 'all' : 'any')
    }
    const pattern = this.expression(power.other)
    const escapedBy = tokens.takeWord('escape') ? this.expression(power.other) : undefined
    return this.made({ type: 'match', style, operand, pattern, escapedBy, negated })
  }

  private between(operand: Expression, negated: boolean): Expression {
    const { tokens } = this
    const symmetric = tokens.takeWord('symmetric')
    if (!symmetric) tokens.takeWord('asymmetric')
    const low = this.expression(power.other)
    tokens.expectWord('and')
    const high = this.expression(power.other)
    if (!symmetric) return this.made({ type: 'between', operand, low, high, negated })
    const ends = [low, high]
    return this.made({
      type: 'between',
      operand,
      low: this.call('least', ends),
      high: this.call('greatest', ends),
      negated,
    })
  }

  /** With a match over a list that is written out, it is the same as that many matches. */
  private quantified(operand: Expression, operator: string, quantifier: 'any' | 'all'): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('(')
    this.refuseQuery()
    const array = this.expression(0)
    tokens.expectSign(')')
    const comparison = comparisons[operator]
    if (comparison) return this.made({ type: 'quantified', operator: comparison, quantifier, operand, array })
    const match = matches[operator]
    const patterns = array.type === 'cast' ? array.operand : array
    if (!match || patterns.type !== 'array' || patterns.elements.length === 0)
      return this.made({ type: 'operator', operator: `${operator} ${quantifier}`, left: operand, right: array })
    const operands = patterns.elements.map((pattern) => this.made(matching(match, operand, pattern)))
    return operands.length === 1 ? operands[0]! : this.made({ type: quantifier === 'any' ? 'or' : 'and', operands })
  }

  private primary(): Expression {
    const { tokens } = this
    const token = tokens.peek()
    switch (token.kind) {
      case 'number':
        tokens.next()
        return this.made({ type: 'literal', kind: 'number', text: token.text })
      case 'bytes':
        tokens.next()
        return this.made({ type: 'literal', kind: 'bytes', text: token.text })
      case 'text':
        return this.made(this.text())
      case 'quoted':
        tokens.next()
        return this.named(token.text, true)
      case 'word':
        return this.word(token.text.toLowerCase(), token.text)
      case 'punctuation':
        if (tokens.takeSign('(')) return this.parenthesised()
        if (tokens.takeSign('[')) return this.bracketed()
        return tokens.fail(`"${token.text}" is not expected here`)
      case 'operator':
        return tokens.fail(`"${token.text}" is not expected here`)
      case 'end':
        return tokens.fail('the expression ends too early')
    }
  }

  private text(): Literal {
    let text = this.tokens.next().text
    while (this.tokens.peek().kind === 'text') text += this.tokens.next().text
    return { type: 'literal', kind: 'text', text }
  }

  private parenthesised(): Expression {
    this.refuseQuery()
    const elements = this.expressionsUntil(')')
    if (elements.length === 1) return elements[0]!
    return elements.length === 0 ? this.tokens.fail('an expression is expected') : this.call('row', elements)
  }

  /** SQLite's [name]. */
  private bracketed(): Expression {
    const { tokens } = this
    let name = ''
    while (!tokens.takeSign(']')) {
      const { kind, text } = tokens.next()
      if (kind === 'end') tokens.fail('"]" is expected')
      name += name && kind === 'word' ? ` ${text}` : text
    }
    return this.named(name, true)
  }

  private word(word: string, written: string): Expression {
    const { tokens } = this
    const at = tokens.peek().at
    switch (word) {
      case 'null':
        tokens.next()
        return this.made({ type: 'literal', kind: 'null' })
      case 'true':
      case 'false':
        if (tokens.isSign('(', 1) || tokens.isSign('.', 1)) break
        tokens.next()
        return this.made({ type: 'literal', kind: 'boolean', value: word === 'true' })
      case 'case':
        return this.case()
      case 'cast':
        return this.cast()
      case 'array':
        return this.array()
      case 'row':
        if (!tokens.isSign('(', 1)) break
        tokens.next()
        tokens.next()
        return this.call('row', this.expressionsUntil(')'))
    }
    if (bareCalls.has(word)) {
      tokens.next()
      if (tokens.takeSign('(')) this.expressionsUntil(')')
      return this.call(word, [])
    }
    if (word === 'select' || word === 'exists')
      tokens.fail('queries inside of expressions are not part of the language')
    if (reservedWords.has(word)) tokens.fail(`${word.toUpperCase()} is not expected here`, at)
    const typed = this.typedLiteral(word)
    if (typed) return typed
    tokens.next()
    return this.named(written, false)
  }

  /** date '2020-01-01', timestamp with time zone '…', interval '1' day */
  private typedLiteral(word: string): Expression | undefined {
    const { tokens } = this
    let ahead = 1
    if (word === 'double' && tokens.isWord('precision', 1)) ahead = 2
    else if (tokens.isWord('time', 2) && (tokens.isWord('with', 1) || tokens.isWord('without', 1))) ahead = 4
    if (tokens.peek(ahead).kind !== 'text' || (ahead === 1 && tokens.peek().kind !== 'word')) return undefined
    const target = readTypeName(tokens)
    const literal = this.text()
    const unit = target.name === 'interval' ? tokens.word() : undefined
    const bare = literal.kind === 'text' && /^[\s+-]*[\d.]+\s*$/.test(literal.text)
    if (!unit || !bare || !/^(?:year|month|day|hour|minute|second)$/.test(unit))
      return this.made({ type: 'cast', operand: this.made(literal), target })
    tokens.next()
    const operand = this.made({ type: 'literal', kind: 'text', text: `${literal.text} ${unit}` })
    return this.made({ type: 'cast', operand, target })
  }

  private named(first: string, firstQuoted: boolean): Expression {
    const { tokens } = this
    let name = first
    let quoted = firstQuoted
    while (tokens.isSign('.')) {
      tokens.next()
      const token = tokens.peek()
      quoted = token.kind === 'quoted'
      name = this.name()
    }
    if (!tokens.isSign('(')) return this.made({ type: 'field', name, quoted })
    tokens.next()
    const special = quoted ? undefined : specialCall(name.toLowerCase())
    if (special) {
      const call = special(tokens, () => this.expression(power.match + 1))
      tokens.expectSign(')')
      return this.made(call)
    }
    return this.call(quoted ? name : name.toLowerCase(), this.expressionsUntil(')'))
  }

  private name(): string {
    const { kind, text } = this.tokens.peek()
    if (kind !== 'word' && kind !== 'quoted') this.tokens.fail('a name is expected')
    this.tokens.next()
    return text
  }

  private call(name: string, parameters: readonly Expression[]): Expression {
    return this.made({ type: 'call', name, parameters })
  }

  private case(): Expression {
    const { tokens } = this
    tokens.next()
    const operand = tokens.isWord('when') ? undefined : this.expression(0)
    const branches = []
    while (tokens.takeWord('when')) {
      const condition = this.expression(0)
      tokens.expectWord('then')
      branches.push({ condition, result: this.expression(0) })
    }
    if (branches.length === 0) tokens.fail('WHEN is expected')
    const otherwise = tokens.takeWord('else') ? this.expression(0) : undefined
    tokens.expectWord('end')
    return this.made({ type: 'case', operand, branches, otherwise })
  }

  private cast(): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('(')
    const operand = this.expression(0)
    tokens.expectWord('as')
    const target = readTypeName(tokens, true)
    tokens.expectSign(')')
    return this.made({ type: 'cast', operand, target })
  }

  private array(): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('[')
    return this.arrayElements()
  }

  /** Inner lists of an array of several dimensions need no ARRAY of their own. */
  private arrayElements(): Expression {
    const { tokens } = this
    const elements: Expression[] = []
    while (!tokens.takeSign(']')) {
      if (elements.length > 0) tokens.expectSign(',')
      if (!tokens.isSign('[')) elements.push(this.expression(0))
      else {
        tokens.next()
        if (++this.nesting > maximumNesting) tokens.fail('the expression is nested too deeply')
        elements.push(this.arrayElements())
        this.nesting--
      }
    }
    return this.made({ type: 'array', elements })
  }

  private list(): readonly Expression[] {
    this.tokens.expectSign('(')
    this.refuseQuery()
    return this.expressionsUntil(')')
  }

  private expressionsUntil(close: string): Expression[] {
    const { tokens } = this
    const expressions: Expression[] = []
    while (!tokens.takeSign(close)) {
      if (expressions.length > 0) tokens.expectSign(',')
      tokens.takeWord('variadic')
      expressions.push(this.expression(0))
    }
    return expressions
  }

  private collation(): string {
    let name = this.name()
    while (this.tokens.takeSign('.')) name = this.name()
    return name
  }

  private refuseQuery(): void {
    if (this.tokens.isWord('select') || this.tokens.isWord('values') || this.tokens.isWord('with'))
      this.tokens.fail('queries inside of expressions are not part of the language')
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
