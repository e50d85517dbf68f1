import { z } from 'zod'
import { cut } from '../../../values/lists.ts'
import type { Mask, NestedRule, RowValues, TransformContext } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { nestedRule } from '../structure/nested-rule.ts'
import { findNames, nameWords } from './entities/name-words.ts'
import { findOwnValues, type OwnPart } from './entities/own-values.ts'
import { type EntityName, entityNames, entityPatterns } from './entities/patterns.ts'
import { type Span, Spans } from './entities/span.ts'
import { shiftedDate } from './entities/written-date.ts'
import { prose } from './prose.ts'

const options = z.strictObject({
  mode: z
    .enum(['entities', 'replace'])
    .default('entities')
    .describe('replace: nothing of the text stays; words that say nothing, as long as it is'),
  entities: z
    .partialRecord(z.enum(entityNames), nestedRule)
    .default({})
    .describe('other rules than the usual ones for what is found; "keep" leaves it'),
  columns: z
    .record(z.string(), nestedRule)
    .default({})
    .describe('columns of the row whose values are looked for in the text, and how each is masked: as its column is'),
  locales: z.array(z.string()).default([]).describe('whose names are looked for, besides the policy’s and English'),
})

type Options = z.output<typeof options>
type Place = Pick<Span<unknown>, 'start' | 'end'>

/** Each with the transform that a column of such values would have, in its domain: so they agree. */
const usual: Readonly<Record<EntityName, NestedRule>> = {
  url: 'url',
  email: 'email',
  iban: 'iban',
  'credit-card': 'credit-card',
  uuid: 'uuid',
  mac: 'mac',
  ip: 'ip',
  date: 'date-shift',
  phone: 'phone',
  number: 'national-id',
  address: 'street-address',
  'first-name': 'first-name',
  'last-name': 'last-name',
}

const scalarText = { kind: 'scalar', form: 'text' } as const

export const freeText = defineTransform({
  name: 'free-text',
  version: 2,
  group: 'text',
  summary:
    'Inside of text: e-mail addresses, telephone numbers, cards, IBANs, long numbers, dates, addresses, names and values of the row, each as its own column would be masked',
  options,
  examples: [{}, { columns: { first_name: 'first-name', last_name: 'last-name' } }, { mode: 'replace' }],
  accepts: ['text'],
  reads: ({ columns }) => Object.keys(columns),
  promises: ({ mode }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: (length) => (mode === 'replace' ? length : type.maxLength && Math.max(length, type.maxLength)),
    mayKeep: mode === 'replace' ? undefined : 'a text in which nothing personal was found',
  }),
  mask: (given, context) => (given.mode === 'replace' ? replacing(context) : new EntityMask(given, context)),
})

function replacing({ key, locale }: TransformContext): Mask {
  const draws = keyedDraws(key, 'prose')
  const otherwise = formFallback(key)
  return {
    value(text) {
      const written = prose(text, draws.of(text), locale)
      return written === text ? otherwise(text) : written
    },
  }
}

function addressesIn(text: string): readonly Place[] {
  return entityPatterns().flatMap(({ entity, pattern, holds }) =>
    entity === 'email' || entity === 'url'
      ? [...text.matchAll(pattern)]
          .filter(({ 0: found }) => holds?.(found) ?? true)
          .map(({ index, 0: found }) => ({ start: index, end: index + found.length }))
      : [],
  )
}

function isInside(one: Place, other: Place): boolean {
  return other.start <= one.start && one.end <= other.end && one.end - one.start < other.end - other.start
}

class EntityMask implements Mask {
  readonly #masks: ReadonlyMap<EntityName, Mask>
  readonly #columns: ReadonlyMap<string, Mask>
  readonly #names: ReturnType<typeof nameWords>
  readonly #most: number

  constructor({ entities, columns, locales }: Options, { nested, locale, column, typeOf }: TransformContext) {
    this.#masks = new Map(entityNames.map((name) => [name, nested(entities[name] ?? usual[name], scalarText)]))
    this.#columns = new Map(
      Object.entries(columns).map(([name, rule]) => {
        const type = typeOf(name)
        return [name, nested(rule, type?.kind === 'scalar' ? type : scalarText)]
      }),
    )
    this.#names = nameWords(locale, locales)
    this.#most = column.type.maxLength ?? Number.POSITIVE_INFINITY
  }

  value(text: string, row: RowValues): string {
    const spans = new Spans<EntityName | OwnPart>()
    const addresses = this.#columns.size === 0 ? [] : addressesIn(text)
    for (const column of this.#columns.keys()) {
      for (const span of findOwnValues(text, column, row.text(column) ?? '')) {
        // A name inside of an address is no name: the rest of the address would stay.
        if (!addresses.some((one) => isInside(span, one))) spans.add(span)
      }
    }
    for (const { entity, pattern, holds } of entityPatterns()) {
      for (const { index, 0: found } of text.matchAll(pattern)) {
        if (holds?.(found) ?? true) spans.add({ start: index, end: index + found.length, of: entity })
      }
    }
    findNames(text, this.#names, spans)
    const masked = spans.changed(text, (of, part) =>
      typeof of === 'string' ? this.#entity(of, part, row) : this.#own(of, row),
    )
    return cut(masked, Math.max(this.#most, 0))
  }

  #entity(name: EntityName, part: string, row: RowValues): string {
    const mask = this.#masks.get(name)!
    if (name !== 'date') return mask.value(part, row) ?? ''
    return shiftedDate(part, (date) => mask.value(date, row) ?? '')
  }

  /** The column's whole value is masked as the column is; of a name of several words the word in the same place. */
  #own({ column, value, part }: OwnPart, row: RowValues): string {
    const masked = this.#columns.get(column)!.value(value, row) ?? ''
    if (part === undefined) return masked
    const words = masked.split(/\s+/u)
    return words[Math.min(part, words.length - 1)]!
  }
}
