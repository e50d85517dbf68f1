import type { Expression } from '../../model/expression/ast.ts'
import { type Domain, hasNoValue, intersect, type Scalar, wholeDomain } from '../../model/expression/domain.ts'
import { printExpression } from '../../model/expression/print.ts'
import { patternTrouble } from '../../model/pattern/pattern-matcher.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ReadChecks } from './checks-of.ts'
import type { ColumnFacts, DerivationNote, EntityFacts, Said } from './quality-facts.ts'
import type { RuleDraft, RuleDrafts } from './rule-drafts.ts'

/** One thing that a column's values are held to. */
interface Held extends Said {
  readonly domain: Domain
  /** What stands for it where no rule of its own says it. */
  readonly expression?: Expression | undefined
  readonly name: string
}

/**
 * Types, lists, bounds, lengths and patterns of each column: what several say together is one rule. A list of values says
 * all that a type, a bound or a length could.
 */
export function columnBounds(
  entity: EntityFacts,
  checks: ReadChecks,
  drafts: RuleDrafts,
  notes: DerivationNote[],
): void {
  for (const column of entity.columns) {
    const held = heldOf(column, checks)
    const domain = held.map((one) => one.domain).reduce(intersect, wholeDomain(column.type?.is ?? 'any'))
    const add = (draft: RuleDraft, about: readonly Said[]): void =>
      drafts.add(
        entity.name,
        column.name,
        draft,
        [...new Set(about.map(({ evidence }) => evidence))].join('; '),
        Math.min(1, ...about.map(({ confidence }) => confidence)),
      )
    if (hasNoValue(domain) && held.length > 0) {
      if (held.length > 1)
        notes.push({
          code: 'CONTRADICTION',
          at: `${entity.name}.${column.name}`,
          message: `No value can meet all of: ${held.map(({ evidence }) => evidence).join('; ')}`,
        })
      for (const { expression, name, evidence, confidence } of held)
        if (expression !== undefined)
          drafts.add(
            entity.name,
            name,
            { type: 'expressionTrue', expression: printExpression(expression) },
            evidence,
            confidence,
          )
      continue
    }
    const refers = entity.references.some(({ columns, where }) => where === undefined && columns.includes(column.name))
    addBounds(column, domain, held, add, refers)
  }
}

type Add = (draft: RuleDraft, about: readonly Said[]) => void

function addBounds(column: ColumnFacts, domain: Domain, held: readonly Held[], add: Add, refers: boolean): void {
  const { name, type } = column
  const { allowed, excluded } = domain
  const values = allowed && plainValues(allowed)
  const listed = values !== undefined && !(type?.is === 'boolean' && values.length === 2)
  if (listed) {
    add({ type: 'inSet', column: name, values }, held)
    return
  }
  const bounded = addRange(column, domain, held, add)
  const { minLength, maxLength } = domain
  if (minLength > 0 || Number.isFinite(maxLength))
    add(
      {
        type: 'length',
        column: name,
        ...(minLength > 0 ? { min: minLength } : {}),
        ...(Number.isFinite(maxLength) ? { max: maxLength } : {}),
      },
      held.filter((one) => one.domain.minLength > 0 || Number.isFinite(one.domain.maxLength)),
    )
  addPatterns(name, domain, held, add)
  const without = plainValues(excluded)
  if (without !== undefined && without.length > 0)
    add(
      { type: 'notInSet', column: name, values: without },
      held.filter((one) => one.domain.excluded.length > 0),
    )
  if (column.format !== undefined) add({ type: 'namedFormat', column: name, format: column.format.is }, [column.format])
  // Any text is text, within bounds there are only numbers or moments, what refers is of the type of its parent, and what
  // is computed of its own.
  const said = type?.is === 'text' || refers || column.computed !== undefined || (bounded && isWide(type?.is))
  if (type !== undefined && !said) add({ type: 'type', column: name, is: type.is }, [type])
}

/** Whatever lies within bounds is of the type. */
export function isWide(type: FieldType | undefined): boolean {
  return type === 'decimal' || type === 'float' || type === 'timestamp' || type === 'timestamptz'
}

/** A pattern that rules cannot hold stays an expression. */
function addPatterns(column: string, { patterns }: Domain, held: readonly Held[], add: Add): void {
  for (const { source, negated, ignoreCase, text } of patterns) {
    const about = held.filter((one) => one.domain.patterns.some((pattern) => pattern.text === text))
    if (patternTrouble(source, ignoreCase) === undefined) {
      const flags = { ...(negated ? { not: true } : {}), ...(ignoreCase ? { ignoreCase } : {}) }
      add({ type: 'regex', column, pattern: source, ...flags }, about)
      continue
    }
    for (const one of about)
      if (one.expression !== undefined)
        add({ type: 'expressionTrue', expression: printExpression(one.expression) }, [one])
  }
}

/** Whether a rule of bounds was made. Bounds of text are left to an expression: they go by the order of its letters. */
function addRange({ name, type }: ColumnFacts, { min, max }: Domain, held: readonly Held[], add: Add): boolean {
  const about = held.filter((one) => one.domain.min !== undefined || one.domain.max !== undefined)
  if (about.length === 0) return false
  const low = min && end(min.value)
  const high = max && end(max.value)
  const isText =
    type === undefined ||
    type.is === 'text' ||
    type.is === 'uuid' ||
    (min && low === undefined) ||
    (max && high === undefined)
  if (isText) {
    for (const one of about)
      if (one.expression !== undefined)
        add({ type: 'expressionTrue', expression: printExpression(one.expression) }, [one])
    return false
  }
  const alike = min === undefined || max === undefined || min.inclusive === max.inclusive
  const parts = alike
    ? [{ min: low, max: high, strict: !(min ?? max)?.inclusive }]
    : [
        { min: low, max: undefined, strict: !min?.inclusive },
        { min: undefined, max: high, strict: !max?.inclusive },
      ]
  for (const part of parts)
    add(
      {
        type: 'range',
        column: name,
        ...(part.min === undefined ? {} : { min: part.min }),
        ...(part.max === undefined ? {} : { max: part.max }),
        ...(part.strict ? { strict: true } : {}),
      },
      about,
    )
  return true
}

function heldOf(column: ColumnFacts, checks: ReadChecks): Held[] {
  const whole = wholeDomain(column.type?.is ?? 'any')
  const { values, maxLength } = column
  return [
    ...(values === undefined
      ? []
      : [{ name: column.name, domain: { ...whole, allowed: [...values.values] }, ...said(values) }]),
    ...(maxLength === undefined
      ? []
      : [{ name: column.name, domain: { ...whole, maxLength: maxLength.is }, ...said(maxLength) }]),
    ...checks.domains.filter((one) => one.column === column.name),
  ]
}

function said({ evidence, confidence }: Said): Said {
  return { evidence, confidence }
}

function end(value: Scalar): number | string | undefined {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
  return typeof value === 'boolean' ? undefined : value
}

/** Undefined where a value is beyond what a file of rules holds exactly. */
function plainValues(values: readonly Scalar[]): (string | number | boolean)[] | undefined {
  const plain: (string | number | boolean)[] = []
  for (const value of values) {
    if (typeof value !== 'bigint') plain.push(value)
    else if (Number.isSafeInteger(Number(value))) plain.push(Number(value))
    else return undefined
  }
  return plain
}
