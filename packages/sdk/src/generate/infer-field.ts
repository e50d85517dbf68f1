import type { FieldHint, Inference } from './field-hint.ts'
import { fittedOptions } from './fitted-options.ts'
import { matchNames, type NameMatch } from './infer-name.ts'
import { inferSamples } from './infer-samples.ts'
import { capacityOf } from './infer-trial.ts'
import { choicesByType } from './infer-type.ts'
import { singular, wordsOf } from './infer-words.ts'

/** The kind of value that a field most likely holds. It always answers, and the answer fits the field's type and bounds. */
export function inferField(hint: FieldHint): Inference {
  const certain = forced(hint)
  if (certain) return certain
  let best: { inference: Inference; capacity: number } | undefined
  for (const inference of candidates(hint)) {
    const options = fittedOptions(inference.kind, inference.options ?? {}, hint)
    const asked = inference.kind === hint.natural?.kind ? { ...hint, pattern: undefined } : hint
    const capacity = capacityOf({ kind: inference.kind, options }, asked)
    if (capacity === undefined) continue
    const fitted = withOptions(inference, options)
    if (!hint.unique || capacity >= roomy) return fitted
    if (best === undefined || capacity > best.capacity) best = { inference: fitted, capacity }
  }
  return best?.inference ?? lastResort(hint)
}

/** Distinct values that are enough for any table that is filled for a test. */
const roomy = 1e6

function withOptions({ options: _, ...inference }: Inference, options: Readonly<Record<string, unknown>>): Inference {
  return Object.keys(options).length === 0 ? inference : { ...inference, options }
}

function lastResort(hint: FieldHint): Inference {
  const [choice = { kind: 'one-of' }] = choicesByType(hint).slice(-1)
  const options = fittedOptions(choice.kind, choice.options ?? {}, hint)
  return { kind: choice.kind, options, confidence: 0, why: 'no kind that is known fits what the field may hold' }
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
  if (hint.values !== undefined && hint.values.length > 0) {
    return {
      kind: 'one-of',
      options: { values: [...hint.values] },
      confidence: 1,
      why: 'only these values are allowed',
    }
  }
  const isNumber = hint.unique && wordsOf(hint.name).at(-1) === 'id'
  if (hint.type === 'integer' && (hint.key || isNumber)) {
    return { kind: 'sequence', options: counting(hint), confidence: 0.9, why: 'it is a key of whole numbers' }
  }
  if (hint.dimensions !== undefined) {
    return { kind: 'vector', options: { dimensions: hint.dimensions }, confidence: 1, why: 'it is a vector' }
  }
  return hint.type === 'list' ? list(hint) : undefined
}

/** Counts from 1 where that is allowed, and says where it ends if that is near. */
function counting({ min, max }: FieldHint): Readonly<Record<string, number>> {
  const least = typeof min === 'number' ? Math.ceil(min) : undefined
  const most = typeof max === 'number' ? Math.floor(max) : undefined
  const start = Math.max(1, least ?? 1)
  if (most === undefined || most - start >= roomy) return { start, step: 1 }
  if (most >= start) return { start, step: 1, end: most }
  return least === undefined ? { start: most, step: -1 } : { start: least, step: 1, end: most }
}

function list(hint: FieldHint): Inference {
  const name = singular(wordsOf(hint.name).join('_'))
  const element: FieldHint = {
    type: 'text',
    ...hint.element,
    name,
    entity: hint.entity,
    nested: true,
    unique: hint.unique,
  }
  const { kind, options, confidence, why } = inferField(element)
  // Rows of a matrix are of one length.
  const length = hint.nested ? { min: 2, max: 2 } : {}
  return {
    kind: 'list',
    options: { kind, ...(options === undefined ? {} : { options }), ...length },
    confidence,
    why: `a list, and of its elements: ${why}`,
  }
}

function* candidates(hint: FieldHint): Generator<Inference> {
  // What stands in the column says more than its name.
  const observed = hint.samples === undefined ? undefined : inferSamples(hint, hint.samples)
  if (observed) yield observed
  const matches = [...matchNames(hint)]
  for (const match of matches) if (match.confidence > doubtful) yield named(hint, match, 'the name speaks of')
  if (hint.natural) {
    const { kind, options = {} } = hint.natural
    yield { kind, options, confidence: 0.8, why: 'the type says so' }
  }
  const { description } = hint
  if (description && wordsOf(description).length <= commentWords) {
    for (const match of matchNames({ ...hint, name: description })) yield named(hint, match, 'the comment speaks of')
  }
  for (const match of matches) if (match.confidence <= doubtful) yield named(hint, match, 'the name begins with')
  for (const choice of choicesByType(hint)) {
    const { kind, options = {} } = choice
    yield { kind, options, confidence: 0.3, why: `the name says nothing that is known, and the type is ${hint.type}` }
  }
}

const commentWords = 6
const doubtful = 0.7

function named(hint: FieldHint, { rule, phrase, confidence, before }: NameMatch, says: string): Inference {
  return {
    kind: rule.kind,
    ...(rule.options === undefined ? {} : { options: rule.options }),
    ...(rule.together && before !== '' ? { record: before } : {}),
    ...(rule.nullRate === undefined || !hint.nullable ? {} : { nullRate: rule.nullRate }),
    confidence,
    why: `${says} ${phrase}`,
  }
}
