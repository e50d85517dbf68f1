import { UnderstudyError } from '../../errors.ts'
import type { Dialect } from '../../model/expression/term.ts'
import { localeOf } from '../../values/locale.ts'
import { detectTable } from '../detect/detect-table.ts'
import type { PersonalClass } from '../detect/personal-class.ts'
import { suggestDecisions } from '../detect/suggest-decision.ts'
import { DerivedKey } from '../key/derived-key.ts'
import type { MaskingTable } from '../masking-schema.ts'
import type { ColumnRule } from '../policy.ts'
import type { Transform } from '../transform.ts'
import { compileRule } from '../transforms/compile-rule.ts'
import type { TransformSet } from '../transforms/transform-set.ts'
import { keysOn, unfitOf } from './fit.ts'
import { probe } from './probe.ts'
import type { Place } from './schema-index.ts'
import { recordingSet } from './versions.ts'

export interface SuggestionSetting {
  readonly transforms: TransformSet
  readonly dialect: Dialect
}

/** A rule, and the transforms that it uses, those inside of others too. */
export interface Suggestion {
  readonly rule: ColumnRule
  readonly uses: readonly Transform[]
}

/** Ways that are told, at most. */
const most = 3

/**
 * Rules that would do for a column of which only the catalog is known, and let nothing of it through: what its name
 * speaks for first. Each has been tried as if it stood in the policy. Empty where none does. Columns that are alike are
 * tried once.
 */
export function suggesting(setting: SuggestionSetting): (place: Place) => readonly Suggestion[] {
  const known = new Map<string, readonly Suggestion[]>()
  return (place) => {
    const { table, column } = place
    const [found] = detectTable({ ...table, columns: [column] }, new Map())[0]?.findings ?? []
    const unique = keysOn(table, column.name).length > 0
    const fixed = table.fixed
      .filter(({ columns }) => columns.includes(column.name))
      .map(({ allows }) => allows ?? 'null')
    const alike = JSON.stringify([found?.class, unique, fixed, column.nullable, column.databaseType, column.value])
    const suggestions = known.get(alike) ?? tried(place, found?.class, unique, setting)
    known.set(alike, suggestions)
    return suggestions
  }
}

function tried(
  place: Place,
  found: PersonalClass | undefined,
  unique: boolean,
  setting: SuggestionSetting,
): readonly Suggestion[] {
  const { table, column } = place
  const { name, nullable, value: type } = column
  const named = suggestDecisions(found, { table: table.name, name, nullable, type, unique })
  const others = setting.transforms.all
    .filter(({ name: transform }) => transform !== 'constant')
    .map(({ name: transform }): ColumnRule => ({ transform }))
  const seen = new Set<string>()
  const fitting: Suggestion[] = []
  for (const rule of [...named, ...others, blankOf(column)]) {
    if (fitting.length === most) break
    if (seen.has(rule.transform)) continue
    seen.add(rule.transform)
    const uses = usedWhereItWorks(place, rule, unique, setting)
    if (uses) fitting.push({ rule, uses })
  }
  return fitting
}

/** The same value for all rows, of types that nothing looks into: what the type takes for nothing. */
function blankOf({ databaseType }: Place['column']): ColumnRule {
  return { transform: 'constant', options: { value: blanks[databaseType] ?? '' } }
}

const blanks: Readonly<Record<string, string>> = {
  money: '0',
  oid: '0',
  xid8: '0',
  pg_lsn: '0/0',
  regclass: '-',
  jsonpath: '$',
  'time with time zone': '00:00:00+00',
  line: '{1,0,0}',
  lseg: '[(0,0),(0,0)]',
  box: '(0,0),(0,0)',
  path: '((0,0))',
  polygon: '((0,0))',
  circle: '<(0,0),0>',
}

/** Any key does to find out. */
const anyKey = new DerivedKey(new Uint8Array(32))

/** Undefined where the rule does not do for the column. */
function usedWhereItWorks(
  place: Place,
  { transform, options }: ColumnRule,
  unique: boolean,
  setting: SuggestionSetting,
): readonly Transform[] | undefined {
  const { table, column } = place
  const { name, nullable, value: type } = column
  const { transforms, used } = recordingSet(setting.transforms)
  try {
    const { mask, promises } = compileRule(
      { transform, options },
      { table: table.name, name, type, nullable, unique },
      { ...setting, transforms, key: anyKey, locale: localeOf('en'), subject: undefined, typeOf: () => undefined },
    )
    const givesNull = transform === 'null'
    if (unfitOf({ place, givesNull, promises, subject: undefined }) !== undefined) return undefined
    return givesNull || probe(mask, name, type, nullable) === undefined ? [...used] : undefined
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code !== 'INTERNAL') return undefined
    throw thrown
  }
}

/** Of a column that refers to one whose values are kept, nothing is new. */
export function refersToKept(
  table: MaskingTable,
  column: string,
  isKept: (table: string, column: string) => boolean,
): boolean {
  return table.foreignKeys.some((key) => {
    const at = key.columns.indexOf(column)
    const other = key.references[at]
    return at >= 0 && other !== undefined && isKept(key.table, other)
  })
}
