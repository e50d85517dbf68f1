import type { PersonalClass } from '../../anonymize/detect/personal-class.ts'
import type { ColumnProfile, EntityProfile } from '../profile/data-profile.ts'

export interface LikelyKey {
  readonly columns: readonly string[]
  readonly n: number
  readonly primary: boolean
  /** Its name, or how densely it is numbered, says that it is meant to be one. */
  readonly meant: boolean
}

/** Longer texts are prose, of which no two are the same anyway. */
const longestKey = 64
/** So many pairs of rows would be alike, were the numbers drawn from where they lie. */
const enoughByChance = 5

/** What people have one of each; names and addresses are not told apart by more than chance. */
const ownOfOne: ReadonlySet<PersonalClass> = new Set([
  'email',
  'username',
  'card',
  'iban',
  'bank-account',
  'national-id',
  'tax-id',
  'passport',
  'vehicle',
  'device',
  'token',
])

/**
 * Keys of what was never the same twice: of measures, moments and prose that is chance. At most one is the primary key,
 * the one that is named so or is numbered densely; where no column alone is a key, it may be several together.
 */
export function likelyKeys({ columns, keys }: EntityProfile): readonly LikelyKey[] {
  const single = keys.flatMap((key): LikelyKey[] => {
    const column = columns.find(({ name }) => name === key.columns[0])
    if (key.columns.length !== 1 || column === undefined || !canBeKey(column)) return []
    const meant = isNamedKey(column.name) || (column.type === 'integer' && isDense(column)) || column.type === 'uuid'
    // Numbers that lie far apart are different by chance.
    return meant || column.type === 'text' ? [{ ...key, primary: false, meant }] : []
  })
  const several = keys
    .filter((key) => key.columns.length > 1)
    .slice(0, 1)
    .map((key): LikelyKey => ({ ...key, primary: true, meant: true }))
  const ranked = single.toSorted((a, b) => rankOf(b) - rankOf(a))
  const [first, ...others] = ranked
  if (first === undefined) return several
  return [{ ...first, primary: first.meant }, ...others]
}

function rankOf({ columns: [name = ''], meant }: LikelyKey): number {
  return (isNamedKey(name) ? 2 : 0) + (meant ? 1 : 0)
}

function isNamedKey(column: string): boolean {
  return /(^|_|[a-z])(id|key|no|nr|code|uuid|sku)$/i.test(column)
}

function canBeKey({ type, readsAs, personal, text }: ColumnProfile): boolean {
  if (personal !== undefined && !ownOfOne.has(personal)) return false
  if (type === 'text')
    return (
      (text?.maxLength ?? 0) <= longestKey && (readsAs === undefined || readsAs === 'integer' || readsAs === 'uuid')
    )
  return type === 'integer' || type === 'uuid'
}

function isDense({ numbers }: ColumnProfile): boolean {
  if (numbers === undefined) return false
  const { n, min, max } = numbers
  return (n * n) / (2 * (max - min + 1)) >= enoughByChance
}
