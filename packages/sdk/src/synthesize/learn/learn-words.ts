import { counted, grouped } from '../../model/counted.ts'
import type { ColumnModel } from '../data-patterns.ts'
import type { PersonalColumn } from './find-personal.ts'
import { personalKinds } from './personal-kinds.ts'
import type { WordColumn } from './sample-table.ts'
import { type CountedShape, learnShapes, patternOf } from './text-shapes.ts'

export interface LearnedWords {
  readonly model: ColumnModel
  /** Level of each word by its number, from 1; -1 where it is suppressed. Undefined where words have no levels. */
  readonly levelOf?: Int32Array | undefined
  readonly levelCount?: number | undefined
  readonly unique?: true | undefined
  readonly notes: readonly { readonly code: string; readonly message: string }[]
}

/** Categories that are kept by name. */
const mostCategories = 2000
/** Rows that common values must cover, for the column to be one of categories. */
const enoughCommon = 0.5

export function learnWords(
  column: WordColumn,
  options: { readonly rareBelow: number; readonly personal: PersonalColumn | undefined; readonly unique: boolean },
): LearnedWords {
  const { rareBelow, personal } = options
  const counts = new Int32Array(column.words.length)
  for (const code of column.codes) if (code >= 0) counts[code]!++
  const present = counts.reduce((sum, count) => sum + count, 0)
  const isUnique = options.unique || (present >= 2 * rareBelow && counts.every((count) => count === 1))
  if (column.type === 'uuid')
    return { model: { model: 'key', kind: 'uuid' }, ...(isUnique ? { unique: true } : {}), notes: [] }
  // A text without a sign is nobody's.
  const isEmpty = column.words.every((word) => word.trim() === '')
  if (personal?.identifies && !isEmpty) return newTexts(column, counts, personal, isUnique, rareBelow)
  const ranked = Array.from(counts, (count, code) => ({ code, count }))
    .filter(({ count }) => count >= rareBelow)
    .sort((a, b) => b.count - a.count || (column.words[a.code]! < column.words[b.code]! ? -1 : 1))
  const kept = ranked.slice(0, mostCategories)
  const common = kept.reduce((sum, { count }) => sum + count, 0)
  if (kept.length === 0 || common < present * enoughCommon || isUnique)
    return newTexts(column, counts, personal, isUnique, rareBelow)
  const levelOf = new Int32Array(column.words.length).fill(-1)
  kept.forEach(({ code }, i) => {
    levelOf[code] = i + 1
  })
  const values = kept.map(({ code, count }) => ({ value: valueAt(column, code), weight: count }))
  const rare = present - common
  return {
    model: { model: 'category', values, ...(rare > 0 ? { other: rare } : {}) },
    levelOf,
    levelCount: kept.length + 1,
    notes: [
      ...(rare > 0
        ? [
            {
              code: 'rare-suppressed',
              message: `${grouped(column.words.length - kept.length)} of ${counted(column.words.length, 'value')} are of fewer than ${rareBelow} rows each or beyond the ${mostCategories} that are kept, ${counted(rare, 'row')} together: they are not emitted`,
            },
          ]
        : []),
    ],
  }
}

function valueAt({ type, words }: WordColumn, code: number): string | boolean {
  const word = words[code]!
  return type === 'boolean' ? word === 'true' : word
}

/** Texts that are made anew, since each is of one row or of one person. */
function newTexts(
  column: WordColumn,
  counts: Int32Array,
  personal: PersonalColumn | undefined,
  unique: boolean,
  rareBelow: number,
): LearnedWords {
  const numeric = column.type !== 'text'
  if (numeric && unique && personal === undefined)
    return { model: { model: 'key', kind: 'sequence' }, unique: true, notes: [] }
  const isKey = unique && !numeric
  const own = isKey ? ({ unique: true } as const) : {}
  const kind = personal && column.type === 'text' ? personalKinds[personal.class] : undefined
  if (kind !== undefined) return { model: { model: isKey ? 'key' : 'kind', kind }, ...own, notes: [] }
  const lengths = column.words.map((word) => word.length)
  const wordy = column.words.filter((word) => word.trim().split(/\s+/).length > 3).length
  if (wordy > column.words.length / 2 || lengths.some((length) => length > 200)) return prose(column, own)
  const shapes = learnShapes(column.words, counts, rareBelow)
  if (shapes.length === 0) {
    if (column.type !== 'text') return noWord(column.type, column.words.length, rareBelow)
    const model: ColumnModel = isKey
      ? { model: 'key', kind: 'uuid' }
      : { model: 'kind', kind: 'words', options: { min: 1, max: 3 } }
    const message = `no ${rareBelow} of its ${counted(column.words.length, 'value')} are alike in shape: new ones are ${isKey ? 'uuids' : 'a few words'}`
    return { model, ...own, notes: [{ code: 'no-shape', message }] }
  }
  const made = `${column.words.length} different values: new ones are made by shape`
  return { model: shapeModel(shapes, isKey, counts.length), ...own, notes: [{ code: 'made-by-shape', message: made }] }
}

function shapeModel(shapes: readonly CountedShape[], unique: boolean, values: number): ColumnModel {
  if (!unique) return { model: 'shape', shapes: [...shapes] }
  const pattern = shapes
    .slice(0, 8)
    .map(({ shape }) => patternOf(shape))
    .join('|')
  const room = Math.max(...shapes.slice(0, 8).map(({ shape }) => roomOf(shape)))
  return room >= 4 * values && pattern.length <= 900
    ? { model: 'key', kind: 'pattern', options: { pattern } }
    : { model: 'key', kind: 'uuid' }
}

function roomOf(shape: string): number {
  return patternOf(shape)
    .split(/(?=\[)/)
    .reduce((room, part) => room * (part.startsWith('[0-9]') ? 10 : part.startsWith('[') ? 26 : 1), 1)
}

function prose(column: WordColumn, own: { readonly unique?: true }): LearnedWords {
  const sizes = column.words.map((word) => word.trim().split(/\s+/).length).sort((a, b) => a - b)
  const at = (share: number): number => Math.max(1, Math.min(100, sizes[Math.floor((sizes.length - 1) * share)] ?? 1))
  return {
    model: { model: 'kind', kind: 'sentence', options: { min: at(0.1), max: at(0.9) } },
    ...own,
    notes: [{ code: 'free-text', message: 'its texts are prose: new ones have as many words, and say nothing' }],
  }
}

/** Of a type that words are none of: that a boolean is true or false is known without a sample. */
function noWord(type: WordColumn['type'], values: number, rareBelow: number): LearnedWords {
  const message = `${counted(values, 'value')}, and nothing is learned of fewer than ${rareBelow}`
  const model: ColumnModel =
    type === 'boolean' ? { model: 'kind', kind: 'boolean' } : { model: 'constant', value: null }
  return { model, notes: [{ code: 'too-few', message }] }
}
