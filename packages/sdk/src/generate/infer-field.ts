import type { PatternSource } from '../model/expression/pattern.ts'
import type { FieldType } from '../model/schema.ts'
import { fittedOptions } from './fitted-options.ts'
import { matchName, type NameMatch } from './infer-name.ts'
import { inferSamples } from './infer-samples.ts'
import { byType } from './infer-type.ts'
import { singular, wordsOf } from './infer-words.ts'
import { matchesPattern } from './matches-pattern.ts'

/** What is known of a field whose kind is not said. */
export interface FieldHint {
  readonly name: string
  /** The entity's name: a name is another thing in customers than in products. */
  readonly entity?: string | undefined
  readonly type: FieldType
  readonly maxLength?: number | undefined
  readonly precision?: number | undefined
  readonly scale?: number | undefined
  readonly unique?: boolean | undefined
  /** It is the primary key, alone. */
  readonly key?: boolean | undefined
  readonly nullable?: boolean | undefined
  /** The only values that are allowed. */
  readonly values?: readonly (string | number | boolean)[] | undefined
  /** Numbers, dates or times as text; both ends are allowed. */
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
  readonly minLength?: number | undefined
  /** A regular expression of text from end to end, by which the database writes values of this type. */
  readonly pattern?: string | undefined
  /** What checks ask of the text: each must be found in it, or, negated, must not be. */
  readonly patterns?: readonly (PatternSource & { readonly negated: boolean })[] | undefined
  /** What a list holds. */
  readonly element?: Omit<FieldHint, 'name' | 'entity'> | undefined
  /** Length of a vector. */
  readonly dimensions?: number | undefined
  /** The database numbers the rows in this field. */
  readonly sequence?: { readonly start: number; readonly step: number } | undefined
  readonly description?: string | undefined
  /** Values that stand there now, nulls left out; given only by those who may show them. */
  readonly samples?: readonly unknown[] | undefined
}

export interface Inference {
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly record?: string
  readonly nullRate?: number
  /** From 0, a guess, to 1, certain. */
  readonly confidence: number
  /** The reason, for people. */
  readonly why: string
}

/** The kind of value that a field most likely holds. It always answers, and the answer fits the field's type and bounds. */
export function inferField(hint: FieldHint): Inference {
  return forced(hint) ?? observed(hint) ?? named(hint) ?? byType(hint)
}

/** What leaves no choice. */
function forced(hint: FieldHint): Inference | undefined {
  if (hint.sequence) {
    const { start, step } = hint.sequence
    return {
      kind: 'sequence',
      options: { start, step },
      confidence: 1,
      why: 'the database numbers its rows in this column',
    }
  }
  if (hint.key && hint.type === 'integer' && hint.values === undefined) {
    const start = typeof hint.min === 'number' ? Math.max(1, hint.min) : 1
    return { kind: 'sequence', options: { start, step: 1 }, confidence: 0.9, why: 'it is a key of whole numbers' }
  }
  if (hint.dimensions !== undefined) {
    return { kind: 'vector', options: { dimensions: hint.dimensions }, confidence: 1, why: 'it is a vector' }
  }
  if (hint.type === 'list') return list(hint)
  if (hint.values !== undefined && hint.values.length > 0) {
    return {
      kind: 'one-of',
      options: { values: [...hint.values] },
      confidence: 1,
      why: 'only these values are allowed',
    }
  }
  return undefined
}

function list(hint: FieldHint): Inference {
  const element: FieldHint = {
    type: 'text',
    ...hint.element,
    name: singular(wordsOf(hint.name).join('_')),
    entity: hint.entity,
  }
  const { kind, options, confidence, why } = inferField(element)
  const of = options === undefined ? { kind } : { kind, options }
  return { kind: 'list', options: { of }, confidence, why: `a list, and of its elements: ${why}` }
}

/** What stands in the column, where it says more than the name does. */
function observed(hint: FieldHint): Inference | undefined {
  return hint.samples === undefined ? undefined : inferSamples(hint, hint.samples)
}

const commentWords = 6

function named(hint: FieldHint): Inference | undefined {
  const byName = matchName(hint)
  if (byName && byName.confidence > doubtful) return fromRule(hint, byName, `the name speaks of ${byName.phrase}`)
  const { description } = hint
  const comment =
    description && wordsOf(description).length <= commentWords ? matchName({ ...hint, name: description }) : undefined
  if (comment) return fromRule(hint, comment, `the comment speaks of ${comment.phrase}`)
  return byName && fromRule(hint, byName, `the name begins with ${byName.phrase}`)
}

const doubtful = 0.7

function fromRule(hint: FieldHint, { rule, confidence, before }: NameMatch, why: string): Inference | undefined {
  const options = fittedOptions(rule.kind, rule.options ?? {}, hint)
  if (options === undefined || !matchesPattern(rule.kind, options, hint)) return undefined
  return {
    kind: rule.kind,
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(rule.together && before !== '' ? { record: before } : {}),
    ...(rule.nullRate === undefined || !hint.nullable ? {} : { nullRate: rule.nullRate }),
    confidence,
    why,
  }
}
