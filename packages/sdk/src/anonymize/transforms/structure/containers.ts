import { UnderstudyError } from '../../../errors.ts'
import type { MaskingType, ScalarType } from '../../masking-schema.ts'
import type { Promises, RowValues } from '../../transform.ts'
import { compositeText, parseComposite } from './composite-text.ts'
import { inEngineText } from './engine-text.ts'
import { hstoreText, parseHstore } from './hstore-text.ts'
import { listText, parseList } from './list-text.ts'
import type { Part } from './part.ts'
import { rangePart } from './range-part.ts'

/** What becomes of the scalars that a value is made of. A place is how a message names one: "an element of it". */
export interface PartRules {
  scalar(type: ScalarType, place: string): Part
  /** Undefined: the field is kept. */
  field(name: string, type: MaskingType, place: string): Part | undefined
  /** What to throw about a part that can't be masked. */
  unfit(place: string, what: string): UnderstudyError
}

/** The mask of a whole value, made of masks of its scalars. NULL inside of a value stays NULL. */
export function maskOf(type: MaskingType, rules: PartRules, place = 'it'): Part {
  switch (type.kind) {
    case 'scalar':
      return rules.scalar(type, place)
    case 'list':
      return listPart(type.element, rules, place)
    case 'map':
      return mapPart(rules, place)
    case 'composite':
      return compositePart(type.fields, rules, place)
    case 'range':
    case 'multirange':
      if (type.element.kind !== 'scalar') throw rules.unfit(place, `a ${type.kind} of values that are no scalars`)
      return rangePart(type.element, rules.scalar(type.element, `a bound of ${place}`))
    case 'unknown':
      throw rules.unfit(place, 'of a type that is not known')
  }
}

/** A part as it is written inside of a value of Postgres. */
function innerPart(type: MaskingType, rules: PartRules, place: string): Part {
  const part = maskOf(type, rules, place)
  return type.kind === 'scalar' ? { ...part, mask: inEngineText(type.form, part.mask) } : part
}

function listPart(type: MaskingType, rules: PartRules, place: string): Part {
  const element = innerPart(type, rules, `an element of ${place}`)
  return {
    promises: grown(element.promises),
    mask: {
      value(text, row) {
        const list = parseList(text) ?? malformed('list')
        return listText(list, (item) => element.mask.value(item, row))
      },
    },
  }
}

const hstoreValue: ScalarType = { kind: 'scalar', form: 'text' }

/** Keys stay: they are names of what is held, as columns are. */
function mapPart(rules: PartRules, place: string): Part {
  const value = rules.scalar(hstoreValue, `a value of ${place}`)
  return {
    promises: grown(value.promises),
    mask: {
      value(text, row) {
        const pairs = parseHstore(text) ?? malformed('hstore')
        return hstoreText(pairs.map(([key, held]) => [key, held === null ? null : value.mask.value(held, row)]))
      },
    },
  }
}

function compositePart(
  fields: readonly { readonly name: string; readonly value: MaskingType }[],
  rules: PartRules,
  place: string,
): Part {
  const parts = fields.map(({ name, value }) => {
    const part = rules.field(name, value, `field ${name} of ${place}`)
    return part && value.kind === 'scalar' ? { ...part, mask: inEngineText(value.form, part.mask) } : part
  })
  const maskField = (i: number, text: string, row: RowValues) => (parts[i] ? parts[i].mask.value(text, row) : text)
  return {
    promises: together(parts.flatMap((part) => (part ? [part.promises] : []))),
    mask: {
      value(text, row) {
        const values = parseComposite(text)
        if (values?.length !== fields.length) return malformed('composite')
        return compositeText(values.map((held, i) => (held === null ? null : maskField(i, held, row))))
      },
    },
  }
}

/** Each part keeps its promise about uniqueness for the whole; nothing bounds how many there are. */
function grown(promises: Promises): Promises {
  return { ...promises, longest: () => undefined }
}

const order = ['lost', 'likely', 'preserved'] as const
const formats = ['lost', 'similar', 'preserved'] as const

function together(all: readonly Promises[]): Promises {
  const kept = all.flatMap(({ mayKeep }) => (mayKeep === undefined ? [] : [mayKeep]))
  const least = <Word>(words: readonly Word[], of: (promises: Promises) => Word) =>
    words[Math.min(words.length - 1, ...all.map((promises) => words.indexOf(of(promises))))]!
  return {
    deterministic: all.every(({ deterministic }) => deterministic),
    unique: least(order, ({ unique }) => unique),
    format: least(formats, ({ format }) => format),
    longest: () => undefined,
    ...(kept.length > 0 ? { mayKeep: [...new Set(kept)].join('; ') } : {}),
  }
}

/** Nothing of the value is said, and nothing of it gets through. */
function malformed(what: string): never {
  throw new UnderstudyError('MASKING_FAILED', {
    operation: 'mask a value',
    message: `a value is no ${what} as the database writes it`,
  })
}
