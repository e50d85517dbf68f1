import type { FieldDefinition } from '../schema.ts'
import type { ComparisonOperator, Expression } from './ast.ts'
import { comparisonDomain, lengthDomain, yearDomain } from './comparison-domain.ts'
import { comparedWith, constantTerm, elementsOf, scalarOf } from './constants.ts'
import { type Domain, hasNoValue, hull, intersect, isEmpty, type TextPattern, wholeDomain } from './domain.ts'
import type { EvaluationOptions } from './evaluate.ts'
import { bindFields, fieldsOf } from './fields.ts'
import { compileLogical } from './logic.ts'
import { conjunctsOf, disjunctsOf, mirrored } from './normal.ts'
import { nullWith } from './null-with.ts'
import { patternSource } from './pattern.ts'
import { castTarget, shapeOfField } from './shape.ts'
import type { Scope, Term } from './term.ts'
import { type Shape, shapeOf, type ValueType } from './value.ts'

/** One field is not above the other; or below it, if strict. It says nothing where one of them is null. */
export interface Ordering {
  readonly lesser: string
  readonly greater: string
  readonly strict: boolean
}

/** A field that is the result of an expression over others, wherever none of them is null. */
export interface Equality {
  readonly field: string
  readonly expression: Expression
}

/** What expressions that must all hold say of the fields of a row. A row that breaks none of them obeys all of this. */
export interface Narrowing {
  readonly domains: ReadonlyMap<string, Domain>
  readonly orderings: readonly Ordering[]
  readonly equalities: readonly Equality[]
  /** What the rest does not say in full: a row that obeys the rest may still break these. */
  readonly residue: readonly Expression[]
  /** No row at all can satisfy them. Only what is plain to see is found. */
  readonly never: boolean
}

export type FieldTypes = ReadonlyMap<string, Pick<FieldDefinition, 'type' | 'scale'>>

/**
 * Takes expressions as CHECK constraints, which pass where they are true or null. Without the type of a field, string
 * literals beside it are taken for text.
 */
export function narrow(
  expressions: Iterable<Expression>,
  fields?: FieldTypes,
  options: EvaluationOptions = {},
): Narrowing {
  const { dialect = 'postgres', now } = options
  const shapes = new Map<string, Shape>()
  for (const [name, { type, scale }] of fields ?? []) shapes.set(name, shapeOfField(type, scale))
  const scope: Scope = { operandOf: () => undefined, dialect, now, unsupported: new Set() }
  const narrower = new Narrower(scope, shapes)
  const conjuncts: Expression[] = []
  for (const expression of expressions) {
    const bound = fields ? bindFields(expression, fields.keys(), dialect === 'sqlite').expression : expression
    conjuncts.push(...conjunctsOf(bound))
  }
  return narrower.all(conjuncts)
}

/** What one conjunct says; nothing where it can only be left to evaluation. */
interface Finding {
  readonly domains?: ReadonlyMap<string, Domain>
  readonly orderings?: readonly Ordering[]
  readonly equalities?: readonly Equality[]
  readonly never?: boolean
  /** Whether that is all that the conjunct says. */
  readonly whole: boolean
}

const nothing: Finding = { whole: false }
const always: Finding = { whole: true }

class Narrower {
  private readonly scope: Scope
  private readonly shapes: ReadonlyMap<string, Shape>

  constructor(scope: Scope, shapes: ReadonlyMap<string, Shape>) {
    this.scope = scope
    this.shapes = shapes
  }

  all(conjuncts: readonly Expression[]): Narrowing {
    const domains = new Map<string, Domain>()
    const orderings: Ordering[] = []
    const equalities: Equality[] = []
    const residue: Expression[] = []
    let never = false
    for (const conjunct of conjuncts) {
      const finding = this.finding(conjunct)
      for (const [field, domain] of finding.domains ?? []) {
        const known = domains.get(field)
        domains.set(field, known ? intersect(known, domain) : domain)
      }
      orderings.push(...(finding.orderings ?? []))
      equalities.push(...(finding.equalities ?? []))
      if (!finding.whole) residue.push(conjunct)
      if (finding.never) never = true
    }
    if ([...domains.values()].some(isEmpty)) never = true
    return { domains, orderings, equalities, residue, never }
  }

  private shape(field: string): Shape {
    return this.shapes.get(field) ?? shapeOf('any')
  }

  private finding(conjunct: Expression): Finding {
    if (fieldsOf(conjunct).length === 0) return this.withoutFields(conjunct)
    switch (conjunct.type) {
      case 'compare':
        return this.comparison(conjunct.operator, conjunct.left, conjunct.right)
      case 'is':
        return this.is(conjunct.operand, conjunct.test, conjunct.negated)
      case 'distinct':
        return this.distinct(conjunct.left, conjunct.right, conjunct.negated)
      case 'in':
        return this.inList(conjunct)
      case 'quantified':
        return this.quantified(conjunct)
      case 'match':
        return this.match(conjunct)
      case 'or':
        return this.alternatives(disjunctsOf(conjunct))
      case 'field':
      case 'not':
        return this.truth(conjunct)
      default:
        return nothing
    }
  }

  private withoutFields(conjunct: Expression): Finding {
    const term = constantTerm(conjunct, this.scope)
    if (!term) return nothing
    const truth = compileLogical('and', [term], this.scope)
    return truth.constant ? { whole: true, never: truth.at(0) === false } : nothing
  }

  private comparison(operator: ComparisonOperator, left: Expression, right: Expression): Finding {
    const constant = constantTerm(right, this.scope)
    if (constant) return this.withConstant(operator, left, constant)
    const leftConstant = constantTerm(left, this.scope)
    if (leftConstant) return this.withConstant(mirrored[operator], right, leftConstant)
    const a = this.fieldIn(left)
    const b = this.fieldIn(right)
    if (operator === '=') return equality(a, left, b, right)
    if (!a || !b || a === b) return nothing
    switch (operator) {
      case '<':
      case '<=':
        return { whole: true, orderings: [{ lesser: a, greater: b, strict: operator === '<' }] }
      case '>':
      case '>=':
        return { whole: true, orderings: [{ lesser: b, greater: a, strict: operator === '>' }] }
      case '<>':
        return nothing
    }
  }

  private withConstant(operator: ComparisonOperator, side: Expression, constant: Term): Finding {
    const field = this.fieldIn(side)
    if (field) return one(field, comparisonDomain(operator, this.shape(field), constant, this.scope))
    if (side.type !== 'call') return nothing
    const [first, second] = side.parameters
    switch (side.name) {
      case 'length':
      case 'char_length':
      case 'character_length':
        return this.length(operator, first, constant)
      case 'btrim':
      case 'trim':
        return operator === '<>' && second === undefined && constant.at(0) === '' ? this.notBlank(first) : nothing
      case 'abs':
        return this.absolute(operator, first, constant)
      case 'date_part':
        return this.year(operator, first, second, constant)
      default:
        return nothing
    }
  }

  private length(operator: ComparisonOperator, text: Expression | undefined, constant: Term): Finding {
    if (text?.type === 'call' && ['btrim', 'trim'].includes(text.name) && text.parameters.length === 1) {
      const zero = scalarOf(constant) === 0
      const one = scalarOf(constant) === 1
      return (zero && (operator === '>' || operator === '<>')) || (one && operator === '>=')
        ? this.notBlank(text.parameters[0])
        : nothing
    }
    const field = text && this.fieldIn(text)
    if (!field || !['text', 'any'].includes(this.shape(field).type)) return nothing
    return one(field, lengthDomain(operator, this.shape(field), constant))
  }

  /** Something else than spaces is in it. */
  private notBlank(text: Expression | undefined): Finding {
    const field = text && this.fieldIn(text)
    if (!field || !['text', 'any'].includes(this.shape(field).type)) return nothing
    const pattern: TextPattern = { source: '^ *$', ignoreCase: false, text: '^ *$', negated: true }
    return one(field, { ...wholeDomain(this.shape(field).type), minLength: 1, patterns: [pattern] })
  }

  private absolute(operator: ComparisonOperator, side: Expression | undefined, constant: Term): Finding {
    const field = side && this.fieldIn(side)
    const value = field && comparedWith(constant, this.shape(field), this.scope)
    const limit = value && scalarOf(value)
    if (!field || typeof limit !== 'number' || (operator !== '<' && operator !== '<=')) return nothing
    const negative: Term = { ...constant, ...shapeOf('float'), at: () => -limit }
    const low = comparisonDomain(mirrored[operator], this.shape(field), negative, this.scope)
    const high = comparisonDomain(operator, this.shape(field), constant, this.scope)
    return one(field, low && high && intersect(low, high))
  }

  private year(
    operator: ComparisonOperator,
    unit: Expression | undefined,
    side: Expression | undefined,
    constant: Term,
  ): Finding {
    const field = side?.type === 'field' ? side.name : undefined
    const part = unit && constantTerm(unit, this.scope)
    if (!field || part?.at(0) !== 'year') return nothing
    const shape = this.shape(field)
    return isMoment(shape.type) ? one(field, yearDomain(operator, shape, constant)) : nothing
  }

  private is(operand: Expression, test: 'null' | 'true' | 'false' | 'unknown', negated: boolean): Finding {
    const field = this.fieldIn(operand)
    if (!field) return nothing
    const whole = wholeDomain(this.shape(field).type)
    if (test === 'null' || test === 'unknown') {
      if (test === 'unknown' && whole.type !== 'boolean') return nothing
      return one(field, negated ? { ...whole, notNull: true } : { ...whole, allowed: [] })
    }
    if (whole.type !== 'boolean' || operand.type !== 'field') return nothing
    const wanted = (test === 'true') !== negated
    return one(field, { ...whole, allowed: [wanted], notNull: !negated })
  }

  private truth(conjunct: Expression): Finding {
    const field = conjunct.type === 'not' ? conjunct.operand : conjunct
    if (field.type !== 'field' || this.shape(field.name).type !== 'boolean') return nothing
    const whole = wholeDomain('boolean')
    return one(field.name, { ...whole, allowed: [conjunct.type !== 'not'] })
  }

  private distinct(left: Expression, right: Expression, negated: boolean): Finding {
    const constant = constantTerm(right, this.scope) ?? constantTerm(left, this.scope)
    const field = this.fieldIn(constantTerm(right, this.scope) ? left : right)
    if (!constant || !field) return nothing
    const whole = wholeDomain(this.shape(field).type)
    if (constant.at(0) === null) return one(field, negated ? { ...whole, allowed: [] } : { ...whole, notNull: true })
    const domain = comparisonDomain(negated ? '=' : '<>', this.shape(field), constant, this.scope)
    return one(field, domain && { ...domain, notNull: negated })
  }

  private inList({ operand, list, negated }: Expression & { type: 'in' }): Finding {
    const field = this.fieldIn(operand)
    const terms = list.map((item) => constantTerm(item, this.scope))
    if (!field || !terms.every((term) => term !== undefined)) return nothing
    const compared = terms.map((term) => comparedWith(term, this.shape(field), this.scope))
    return compared.every((term) => term !== undefined) ? this.among(field, compared, negated) : nothing
  }

  /** = ANY (…) and <> ALL (…) */
  private quantified({ operator, quantifier, operand, array }: Expression & { type: 'quantified' }): Finding {
    const field = this.fieldIn(operand)
    const list = constantTerm(array, this.scope)
    if (!field || !list) return nothing
    if (list.at(0) === null) return always
    const isIn = operator === '=' && quantifier === 'any'
    const isNotIn = operator === '<>' && quantifier === 'all'
    const elements = isIn || isNotIn ? elementsOf(list, this.shape(field), this.scope) : undefined
    return elements ? this.among(field, elements, isNotIn) : nothing
  }

  private among(field: string, terms: readonly Term[], negated: boolean): Finding {
    const shape = this.shape(field)
    let domain = wholeDomain(shape.type)
    const domains: Domain[] = []
    for (const term of terms) {
      const equal = comparisonDomain(negated ? '<>' : '=', shape, term, this.scope)
      if (!equal) return nothing
      // Among nulls anything may be.
      if (term.at(0) === null && !negated) return always
      domains.push(equal)
    }
    if (negated) for (const other of domains) domain = intersect(domain, other)
    else domain = { ...domain, allowed: [...new Set(domains.flatMap(({ allowed }) => allowed ?? []))] }
    return one(field, domain)
  }

  private match({ style, operand, pattern, escapedBy, negated }: Expression & { type: 'match' }): Finding {
    const field = this.fieldIn(operand)
    const wanted = constantTerm(pattern, this.scope)
    const escapeTerm = escapedBy && constantTerm(escapedBy, this.scope)
    if (!field || !wanted || (escapedBy && !escapeTerm)) return nothing
    const shape = this.shape(field)
    const text = wanted.at(0)
    if (text === null) return always
    if (typeof text !== 'string' || !['text', 'any'].includes(shape.type)) return nothing
    const escapeText = escapeTerm?.at(0)
    const source = patternSource(
      style,
      text,
      this.scope.dialect,
      typeof escapeText === 'string' ? escapeText : undefined,
    )
    return source ? one(field, { ...wholeDomain(shape.type), patterns: [{ ...source, text, negated }] }) : nothing
  }

  /** `x IS NULL OR …` says no more than the rest, where the rest is null with x. */
  private alternatives(disjuncts: readonly Expression[]): Finding {
    const telling = disjuncts.filter((disjunct) => {
      const tested =
        disjunct.type === 'is' && disjunct.test === 'null' && !disjunct.negated ? disjunct.operand : undefined
      const field = tested && this.fieldIn(tested)
      return !field || !disjuncts.some((other) => other !== disjunct && nullWith(other, field))
    })
    const findings = telling.map((disjunct) => this.all(conjunctsOf(disjunct)))
    const possible = findings.filter(({ never }) => !never)
    const [first, ...others] = possible
    if (!first) return { whole: true, never: true }
    if (others.length === 0) return { ...first, whole: first.residue.length === 0 }
    const domains = new Map<string, Domain>()
    for (const [field, domain] of first.domains) {
      const all = others.map((other) => other.domains.get(field))
      if (all.every((other) => other !== undefined)) domains.set(field, all.reduce(hull, domain))
    }
    return { domains, whole: isSaidBy(domains, possible) }
  }

  /** The field that an expression is, perhaps cast to a type that holds all of its values alike. */
  private fieldIn(expression: Expression): string | undefined {
    if (expression.type === 'field') return expression.name
    if (expression.type !== 'cast') return undefined
    const field = this.fieldIn(expression.operand)
    const target = castTarget(expression.target, this.scope.dialect)
    if (!field || !target || target.maxLength !== undefined || expression.target.modifiers.length > 0) return undefined
    return keepsValues(this.shape(field).type, target.type, target.keepsScale) ? field : undefined
  }
}

function one(field: string, domain: Domain | undefined): Finding {
  return domain ? { domains: new Map([[field, domain]]), whole: true } : nothing
}

function equality(a: string | undefined, left: Expression, b: string | undefined, right: Expression): Finding {
  if (a && a !== b && !fieldsOf(right).includes(a))
    return { whole: true, equalities: [{ field: a, expression: right }] }
  if (b && a !== b && !fieldsOf(left).includes(b)) return { whole: true, equalities: [{ field: b, expression: left }] }
  return nothing
}

/** Whether the hull is the same as the alternatives: they are about one field, and lists of values or null. */
function isSaidBy(domains: ReadonlyMap<string, Domain>, alternatives: readonly Narrowing[]): boolean {
  const [field] = domains.keys()
  if (field === undefined || domains.size > 1) return false
  const parts = alternatives.map((alternative) => alternative.domains.get(field))
  const plain = alternatives.every(
    ({ domains: own, orderings, equalities, residue }) =>
      own.size === 1 && orderings.length + equalities.length + residue.length === 0,
  )
  const valued = parts.filter((part) => part && !hasNoValue(part))
  return plain && (valued.length <= 1 || parts.every((part) => part?.allowed !== undefined))
}

const exactTypes: ReadonlySet<ValueType> = new Set(['integer', 'decimal'] as const)

function keepsValues(from: ValueType, to: ValueType, keepsScale: boolean): boolean {
  if (from === 'any') return to === 'text' || (to === 'decimal' && keepsScale)
  if (from === to) return to !== 'decimal' || keepsScale
  if (exactTypes.has(from) && to === 'decimal') return keepsScale
  return (from === 'date' && to === 'timestamp') || (from === 'uuid' && to === 'text')
}

function isMoment(type: ValueType): boolean {
  return type === 'date' || type === 'timestamp' || type === 'timestamptz'
}
