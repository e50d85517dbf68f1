import { labelOf } from '../../anonymize/detect/personal-class.ts'
import { counted, grouped } from '../../model/counted.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ColumnProfile, EntityProfile } from '../profile/data-profile.ts'
import { isWide } from './column-bounds.ts'
import { likelyList } from './likely-list.ts'
import { patternOfShapes } from './pattern-of-shapes.ts'
import type { DerivationNote } from './quality-facts.ts'
import type { RuleDraft, RuleDrafts } from './rule-drafts.ts'
import { wideBounds } from './wide-bounds.ts'
import { wilson } from './wilson.ts'

export interface ColumnRulesOptions {
  readonly drafts: RuleDrafts
  readonly notes: DerivationNote[]
  readonly inPrimaryKey: boolean
  /** Its values are names of things, and have no bounds. */
  readonly identifies: boolean
  /** They are those of another entity's key, and of its type. */
  readonly refers: boolean
}

const enough = 30
/** A column of fewer values is mostly null: what its few values have in common says little. */
const leastPresent = 0.1
const formatShare = 0.95

/** What one column's values have in common, as rules of which each says another thing. */
export function columnRules(entity: EntityProfile, column: ColumnProfile, options: ColumnRulesOptions): void {
  const { drafts, notes, inPrimaryKey } = options
  const { name, rows, nulls } = column
  const present = rows - nulls
  const before = drafts.rules.length
  const add = (draft: RuleDraft, evidence: string, confidence: number): void =>
    drafts.add(entity.name, name, draft, evidence, confidence)
  const note = (code: DerivationNote['code'], message: string): void => {
    notes.push({ code, at: `${entity.name}.${name}`, message })
  }
  if (present < leastPresent * rows) {
    note('MOSTLY_NULL', `${grouped(nulls)} of ${counted(rows, 'value')} ${rows === 1 ? 'is' : 'are'} null.`)
    return
  }
  if (!inPrimaryKey) addCompleteness(column, present, add)
  if (present < enough) {
    note('TOO_FEW_ROWS', `${counted(present, 'value')}: fewer than ${enough} say nothing for sure.`)
    return
  }
  if (column.type === 'mixed') {
    note('MIXED_TYPES', 'Its values are of several types.')
    return
  }
  addValues(column, present, options, add, note)
  if (drafts.rules.length === before && !inPrimaryKey)
    note('NOTHING_TO_SAY', 'Its values have nothing in common that a rule says.')
}

type Add = (draft: RuleDraft, evidence: string, confidence: number) => void
type AddNote = (code: DerivationNote['code'], message: string) => void

/** Complete, or as complete as it was: the upper end of what the share of nulls may be is tolerated. */
function addCompleteness({ name, rows, nulls }: ColumnProfile, present: number, add: Add): void {
  const { low } = wilson(present, rows)
  if (nulls === 0) add({ type: 'notNull', column: name }, `${values(rows)}, none of them null`, low)
  else if (present > 0.2 * rows)
    add(
      { type: 'notNull', column: name, severity: 'minor', fail: { share: ceiling(1 - low) } },
      `${grouped(nulls)} of ${values(rows)} ${nulls === 1 ? 'is' : 'are'} null`,
      0.95,
    )
}

function addValues(column: ColumnProfile, present: number, options: ColumnRulesOptions, add: Add, note: AddNote): void {
  const { name, readsAs, personal } = column
  const type = readsAs ?? (column.type === 'unknown' || column.type === 'mixed' ? 'text' : column.type)
  if (addList(column, type, options, add)) return
  const bounded = options.identifies ? false : addBounds(column, type, add)
  if (type !== 'text' && !options.refers && !(bounded && isWide(type)))
    add(
      { type: 'type', column: name, is: type },
      `${values(present)}, all of type ${type}`,
      wilson(present, present).low,
    )
  if (column.text !== undefined && readsAs === undefined) addForms(column, present, add)
  if (personal !== undefined)
    note('PERSONAL', `It looks like ${labelOf(personal)}: no value and no bound of it is told.`)
}

function addList(column: ColumnProfile, type: FieldType, { identifies }: ColumnRulesOptions, add: Add): boolean {
  const list = identifies ? undefined : likelyList(column, type)
  if (list === undefined) return false
  const { evidence, confidence, others } = list
  add(
    {
      type: 'inSet',
      column: column.name,
      values: [...list.values],
      ...(others === undefined ? {} : { severity: 'minor', fail: { share: ceiling(others) } }),
    },
    evidence,
    confidence,
  )
  return true
}

function addBounds({ name, numbers, personal }: ColumnProfile, type: FieldType, add: Add): boolean {
  if (numbers === undefined || numbers.notFinite > 0) return false
  const n = values(numbers.n)
  const confidence = wilson(numbers.n, numbers.n).low
  if (personal !== undefined) {
    const plain = type === 'integer' || type === 'decimal' || type === 'float'
    if (!plain || numbers.negatives > 0) return false
    add({ type: 'range', column: name, min: 0 }, `${n}, none of them negative`, confidence)
    return true
  }
  const bounds = wideBounds(type, numbers)
  if (bounds === undefined) return false
  add({ type: 'range', column: name, ...bounds, severity: 'minor' }, `${n}, all well within`, confidence * 0.8)
  return true
}

/** A format that nearly all are of, or the way in which all are written, or their one length. */
function addForms({ name, text }: ColumnProfile, present: number, add: Add): void {
  if (text === undefined) return
  const [best] = text.formats
  if (best !== undefined && best.count >= formatShare * best.n) {
    const { low } = wilson(best.count, best.n)
    add(
      {
        type: 'namedFormat',
        column: name,
        format: best.format,
        ...(best.count === best.n ? {} : { fail: { share: ceiling(1 - low) } }),
      },
      `${grouped(best.count)} of ${values(best.n)} are of that format`,
      low,
    )
    return
  }
  const pattern = patternOfShapes(text.shapes)
  const sure = wilson(present, present).low
  if (pattern !== undefined)
    add({ type: 'regex', column: name, pattern }, `${values(present)}, all written so`, sure * 0.9)
  else if (text.minLength === text.maxLength && text.maxLength > 0)
    add(
      { type: 'length', column: name, min: text.minLength, max: text.maxLength },
      `${values(present)}, all of one length`,
      sure * 0.9,
    )
  else if (text.empty === 0)
    add({ type: 'length', column: name, min: 1 }, `${values(present)}, none of them empty`, sure)
}

function values(n: number): string {
  return counted(n, 'value')
}

/** To four digits, upwards, so that what was seen stays within. */
function ceiling(share: number): number {
  return Math.ceil(share * 10_000) / 10_000
}
