import type { MaskingType, ScalarType } from '../masking-schema.ts'
import type { ColumnRule } from '../policy.ts'
import type { Transform } from '../transform.ts'
import { transforms } from '../transforms/registry.ts'
import type { PersonalClass } from './personal-class.ts'

/** What is decided about: a column, or a part of one. */
export interface Decidable {
  readonly table: string
  readonly name: string
  readonly type: MaskingType
  readonly nullable: boolean
  /** It is, or helps to be, distinct. */
  readonly unique: boolean
  /** All values that it has, where they are words of a public list, such as words for sexes. */
  readonly words?: readonly string[] | undefined
  /** How its dates are written, where that is not as ISO 8601 has them. */
  readonly written?: string | undefined
  /** The values that a check of the table allows, and no other. */
  readonly listed?: readonly string[] | undefined
  /** All values are one letter. */
  readonly initials?: boolean | undefined
}

type Options = Readonly<Record<string, unknown>>
interface Candidate {
  readonly transform: string
  readonly options?: Options | undefined
}

/** The better first; where none fits the column, those of any text and any value. */
const wanted: Readonly<Record<PersonalClass, string>> = {
  email: 'email',
  phone: 'phone',
  'first-name': 'first-name',
  'middle-name': 'first-name',
  'last-name': 'last-name',
  'full-name': 'full-name',
  'name-prefix': 'label one-of',
  username: 'username',
  'street-address': 'street-address',
  city: 'city',
  state: 'state',
  postcode: 'postcode',
  country: 'country',
  geo: 'point latitude longitude',
  company: 'company',
  'job-title': 'job-title',
  'birth-date': 'date-shift',
  age: 'noise',
  'date-about-person': 'date-shift',
  sex: 'label coin one-of',
  origin: 'label coin one-of redact',
  belief: 'label coin one-of redact',
  family: 'label coin one-of noise redact',
  health: 'label coin noise date-shift redact',
  money: 'noise',
  card: 'credit-card',
  cvv: 'format key-integer',
  'card-expiry': 'date-shift format',
  iban: 'iban',
  'bank-account': 'format key-integer',
  'national-id': 'national-id format key-integer',
  'tax-id': 'format key-integer',
  passport: 'format key-integer',
  vehicle: 'format',
  ip: 'ip',
  mac: 'mac',
  device: 'format uuid key-integer',
  url: 'url',
  domain: 'hostname',
  'user-agent': 'user-agent',
  password: 'password file',
  token: 'token uuid file',
  'free-text': 'free-text',
  'search-text': 'tsvector',
  file: 'file file-name',
  document: 'xml redact',
}

const anyway = 'format key-integer uuid label redact null'
/** Of a form of which nothing more is known. */
const ofForm: Readonly<Partial<Record<ScalarType['form'], string>>> = {
  integer: 'noise',
  decimal: 'noise',
  float: 'noise',
  date: 'date-shift',
  timestamp: 'date-shift',
  instant: 'date-shift',
  bytes: 'file',
  boolean: 'coin',
  enum: 'label',
  json: 'redact',
  tsvector: 'tsvector',
}

/** The best way to mask a column that holds this; undefined where no transform can. */
export function suggestDecision(name: PersonalClass, column: Decidable): ColumnRule | undefined {
  return suggestDecisions(name, column)[0]
}

/** Ways to mask it, the better first. */
export function suggestDecisions(name: PersonalClass | undefined, column: Decidable): readonly ColumnRule[] {
  const [of] = scalarsOf(column.type) ?? []
  const form = of && ofForm[of.form]
  const first = column.initials || (name === 'card-expiry' && form === undefined) ? 'format ' : ''
  const names = `${first}${name === undefined ? (form ?? '') : wanted[name]} ${anyway}`
    .split(' ')
    .filter((one) => one !== '')
  const found: ColumnRule[] = []
  for (const transform of new Set(column.listed === undefined ? names : ['one-of', 'null'])) {
    const known = transforms().find((one) => one.name === transform)
    const candidate = { transform, ...optionsFor(transform, column) }
    if (known !== undefined && fits(known, candidate, column)) found.push(candidate)
  }
  return found
}

/** A choice needs what to choose of, and dates that are not written in the usual way how they are. */
function optionsFor(transform: string, { words, listed, written }: Decidable): { readonly options?: Options } {
  const values = listed ?? words
  if (transform === 'one-of' && values !== undefined) return { options: { values } }
  return transform === 'date-shift' && written !== undefined ? { options: { written } } : {}
}

/** Latitudes are told from longitudes by their name alone. */
function fits(transform: Transform, { options = {} }: Candidate, column: Decidable): boolean {
  if (transform.name === 'longitude' && !/lon|lng|längengrad|経度|经度|долгота/i.test(column.name)) return false
  if (transform.name === 'latitude' && /lon|lng|längengrad|経度|经度|долгота/i.test(column.name)) return false
  if (transform.name === 'coin' && (column.type.kind !== 'scalar' || column.type.form !== 'boolean')) return false
  const ownForm = { 'key-integer': 'integer', uuid: 'uuid' }[transform.name]
  if (ownForm !== undefined && scalarsOf(column.type)?.some(({ form }) => form !== ownForm)) return false
  if (transform.name === 'null' && (!column.nullable || column.unique)) return false
  const parsed = transform.options.safeParse(options)
  if (!parsed.success) return false
  const scalars = scalarsOf(column.type)
  if (scalars === undefined) return transform.whole === true
  return scalars.every((type) => {
    if (!transform.accepts.includes(type.form)) return false
    const promises = transform.promises(parsed.data, { ...column, type })
    if ((promises.longest(1) ?? 0) > (type.maxLength ?? Number.POSITIVE_INFINITY)) return false
    return !column.unique || promises.unique !== 'lost'
  })
}

/** What a transform has to take; undefined of what cannot be looked into, or holds values of many kinds. */
function scalarsOf(type: MaskingType): readonly ScalarType[] | undefined {
  switch (type.kind) {
    case 'scalar':
      return [type]
    case 'list':
    case 'range':
    case 'multirange':
      return scalarsOf(type.element)
    case 'map':
      return [{ kind: 'scalar', form: 'text' }]
    case 'composite':
    case 'unknown':
      return undefined
  }
}
