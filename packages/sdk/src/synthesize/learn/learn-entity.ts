import { counted, grouped } from '../../model/counted.ts'
import type { ColumnModel, ColumnPattern, EntityPattern, SequencePattern } from '../data-patterns.ts'
import { type ColumnDraft, type Note, nothing, presentOrNot } from './column-draft.ts'
import { findBase } from './find-base.ts'
import { findFunctions } from './find-functions.ts'
import { findOrderings, unitOf } from './find-orderings.ts'
import { findPersonal, type PersonalColumn } from './find-personal.ts'
import { learnNetwork, type NetworkColumn } from './learn-network.ts'
import { learnNumber, type NumberOptions } from './learn-number.ts'
import { learnSequence } from './learn-sequence.ts'
import { learnWords } from './learn-words.ts'
import { type NumericColumn, presenceOf, type SampleColumn, type SampleTable, type WordColumn } from './sample-table.ts'

export interface EntityOptions {
  readonly rareBelow: number
  readonly primaryKey?: readonly string[] | undefined
  /** Columns that a schema says are unique, alone. */
  readonly unique: ReadonlySet<string>
  /** Sets of columns that are unique, besides the primary key. */
  readonly uniqueTogether?: readonly (readonly string[])[] | undefined
  /** Columns that hold keys of others: relationships make them. */
  readonly references: ReadonlySet<string>
  /** Columns of the key by which rows stand together. */
  readonly dealtBy?: ReadonlySet<string> | undefined
  /** Columns that number the rows of each parent. */
  readonly ordinals?: ReadonlySet<string> | undefined
  /** Columns of a parent, by the child's rows. */
  readonly given: readonly NetworkColumn[]
  readonly about: ReadonlyMap<string, Pick<ColumnPattern, 'maxLength' | 'scale' | 'databaseType'>>
  readonly table?: EntityPattern['table']
  /** Those that a schema asks for; others are found. */
  readonly orderings?: EntityPattern['orderings'] | undefined
  readonly rules?: readonly string[] | undefined
}

export interface LearnedEntity {
  readonly pattern: EntityPattern
  readonly drafts: ReadonlyMap<string, ColumnDraft>
  readonly notes: readonly Note[]
}

export function learnEntity(table: SampleTable, options: EntityOptions): LearnedEntity {
  const { rareBelow } = options
  const notes: Note[] = tableNotes(table, rareBelow)
  const personal = findPersonal(table)
  const drafts = new Map<string, ColumnDraft>()
  const measures: NumericColumn[] = []
  const add = (column: SampleColumn, made: { readonly draft: ColumnDraft; readonly notes: readonly Note[] }): void => {
    drafts.set(column.name, made.draft)
    notes.push(...made.notes.map((note) => ({ ...note, at: `${table.entity}.${column.name}` })))
  }
  for (const read of table.columns) {
    const found = personal.get(read.name)
    const column = found?.identifies ? asWords(read, found) : read
    const about = aboutOf(column, table, found, options)
    const plain = plainModel(column, table, options)
    if (plain) {
      const present = presentOrNot(table.rows, presenceOf(column))
      add(column, { draft: { pattern: { ...about, ...plain.pattern }, ...present }, notes: plain.notes })
    } else if (column.kind === 'word') add(column, wordDraft(column, table, found, options, about))
    else if (column.kind !== 'other') measures.push(column)
  }
  const found = learnSequence(table, {
    rareBelow,
    references: options.dealtBy ?? new Set(),
    states: statesOf(drafts),
  })
  const unkept = found && setOfSequence(found, options)
  const sequence = unkept ? undefined : found
  if (unkept) {
    const message = `rows that follow each other in time are not learned as such: (${unkept.join(', ')}) is unique, which they would not keep`
    notes.push({ at: table.entity, code: 'sequence-not-learned', message })
  }
  if (sequence) {
    const [name] = sequence.key
    const key = table.columns.find((column) => column.name === name && !options.references.has(column.name))
    if (key) add(key, keyDraft(key, table, personal.get(key.name), options))
    const measured = measures.findIndex((column) => column.name === name)
    if (measured >= 0) measures.splice(measured, 1)
  }
  const orderings = findOrderings(measures, rareBelow)
  const after = new Map<string, string[]>()
  // The fewer values a column has, the less another says of which it is: those come first and say something of the others.
  // Of times the earlier come first: what comes later is told by how much.
  const ranked = measures
    .map((column) => ({
      column,
      distinct: distinctOf(column.values),
      at: column.kind === 'time' ? middleOf(column) : Number.NEGATIVE_INFINITY,
    }))
    .sort((a, b) => (a.at === b.at ? a.distinct - b.distinct : a.at - b.at))
  const placed: NumericColumn[] = []
  for (const { column, distinct } of ranked) {
    const base =
      column.name === sequence?.order
        ? undefined
        : baseFor(column, distinct, placed, orderings, measures, drafts, rareBelow)
    if (base)
      after.set(
        column.name,
        base.base.terms.map((term) => term.column),
      )
    add(column, learnNumber(column, { rareBelow, base }, aboutOf(column, table, personal.get(column.name), options)))
    placed.push(column)
  }
  const named = table.columns.map(({ name }) => ({ name, ...drafts.get(name)! }))
  const functions = findFunctions(
    named.filter(({ pattern }) => isListed(pattern.model)),
    table.rows,
    rareBelow,
  ).filter(({ from, to }) => !from.some((name) => after.get(name)?.includes(to)) && !after.has(to))
  // What a sequence has made stays as it is.
  const rules = (options.rules ?? []).filter(
    (text) => !sequence || ![sequence.order, sequence.state].some((name) => text.includes(name)),
  )
  const network = learnNetwork(
    named
      .filter(({ name, pattern }) => hasLevels(pattern) && name !== sequence?.order)
      .map(({ name, levels, levelCount }) => ({
        parent: { column: name },
        levels,
        levelCount,
        after: (after.get(name) ?? []).filter((one) => one !== sequence?.order),
        functionOf: functions.find(({ to }) => to === name)?.from,
      })),
    { rows: table.rows, rareBelow, given: options.given },
  )
  return {
    pattern: {
      name: table.entity,
      rows: table.seen,
      columns: named.map(({ pattern }) => pattern),
      network,
      ...(options.primaryKey ? { primaryKey: [...options.primaryKey] } : {}),
      ...uniqueSets(options),
      ...(options.table ? { table: options.table } : {}),
      functionalDependencies: functions.map(({ from, to }) => ({ from: [...from], to })),
      orderings: [
        ...(options.orderings ?? []),
        ...orderings.map(({ lesser, greater, strict }) => ({ columns: [lesser, greater], strict })),
      ],
      ...(rules.length > 0 ? { rules } : {}),
      sequences: sequence ? [sequence] : [],
    },
    drafts,
    notes,
  }
}

/** A unique set all of which a sequence and references would make: nothing of it could be drawn again. */
function setOfSequence(
  { key, order, state }: SequencePattern,
  { uniqueTogether = [], primaryKey = [], references, ordinals }: EntityOptions,
): readonly string[] | undefined {
  const made = new Set([...key, order, state, ...references])
  return [primaryKey, ...uniqueTogether].find(
    (set) =>
      set.length > 1 &&
      (set.includes(order) || set.includes(state)) &&
      set.every((name) => made.has(name)) &&
      !set.some((name) => ordinals?.has(name)),
  )
}

export function uniqueSets({ uniqueTogether = [] }: EntityOptions): Pick<EntityPattern, 'uniqueTogether'> {
  return uniqueTogether.length === 0 ? {} : { uniqueTogether: uniqueTogether.map((set) => [...set]) }
}

function tableNotes(table: SampleTable, rareBelow: number): Note[] {
  const at = table.entity
  return [
    ...(table.rows === 0 ? [{ at, code: 'empty', message: 'it has no rows: nothing is learned' }] : []),
    ...(table.rows > 0 && table.rows < 20 * rareBelow
      ? [
          {
            at,
            code: 'small-sample',
            message: `${counted(table.rows, 'row')} ${table.rows === 1 ? 'is' : 'are'} too few to say how columns depend on each other`,
          },
        ]
      : []),
    ...(table.seen > table.rows
      ? [
          {
            at,
            code: 'part-of-rows',
            message: `${grouped(table.rows)} of ${counted(table.seen, 'row')} were looked at`,
          },
        ]
      : []),
    ...table.mixed.map((name) => ({
      at: `${at}.${name}`,
      code: 'mixed-types',
      message: 'its values are of several types: they are taken as text',
    })),
  ]
}

function aboutOf(
  column: SampleColumn,
  table: SampleTable,
  personal: PersonalColumn | undefined,
  options: EntityOptions,
) {
  const present = presenceOf(column)
  let nulls = 0
  for (let row = 0; row < table.rows; row++) if (!present(row)) nulls++
  return {
    name: column.name,
    type: column.type,
    nullShare: table.rows === 0 ? 0 : nulls / table.rows,
    ...options.about.get(column.name),
    ...(personal ? { personal: personal.class } : {}),
  }
}

interface Plain {
  readonly pattern: { readonly model: ColumnModel; readonly unique?: true; readonly nullShare?: number }
  readonly notes: readonly Note[]
}

/** Keys, and what has nothing in it that could be learned. */
function plainModel(column: SampleColumn, table: SampleTable, options: EntityOptions): Plain | undefined {
  const { name } = column
  if (options.references.has(name)) return { pattern: { model: { model: 'key', kind: 'reference' } }, notes: [] }
  if (options.ordinals?.has(name))
    return { pattern: { model: { model: 'key', kind: 'ordinal' }, nullShare: 0 }, notes: [] }
  const present = presenceOf(column)
  let count = 0
  for (let row = 0; row < table.rows; row++) if (present(row)) count++
  if (count === 0) {
    const notes = table.rows === 0 ? [] : [{ at: name, code: 'all-null', message: 'all of its values are null' }]
    return { pattern: { model: nothing, nullShare: 1 }, notes }
  }
  if (column.kind === 'other') {
    const message = `nobody models what is in ${column.type}: it is null in all rows`
    return { pattern: { model: nothing, nullShare: 1 }, notes: [{ at: name, code: 'type-not-modelled', message }] }
  }
  if (column.kind === 'number' && column.type === 'integer' && isKey(column, count, table, options))
    return { pattern: { model: { model: 'key', kind: 'sequence' }, unique: true, nullShare: 0 }, notes: [] }
  return undefined
}

/** Whole numbers that are all different, and close together or said to be a key by schema or name. */
function isKey(
  { name, values }: NumericColumn,
  count: number,
  { rows }: SampleTable,
  { unique, primaryKey }: EntityOptions,
): boolean {
  if (count === 0 || count < rows || distinctOf(values) < rows) return false
  if (unique.has(name) || (primaryKey?.length === 1 && primaryKey[0] === name)) return true
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return rows >= 10 && (high - low < rows * 1.2 || /(^|_)(id|key|nr|no|number)$|[a-z](Id|Key|No|Number)$/i.test(name))
}

function wordDraft(
  column: WordColumn,
  table: SampleTable,
  personal: PersonalColumn | undefined,
  options: EntityOptions,
  about: Omit<ColumnPattern, 'model'>,
): { readonly draft: ColumnDraft; readonly notes: readonly Note[] } {
  const unique =
    options.unique.has(column.name) || (options.primaryKey?.length === 1 && options.primaryKey[0] === column.name)
  const {
    model,
    levelOf,
    levelCount,
    unique: isUnique,
    notes,
  } = learnWords(column, { rareBelow: options.rareBelow, personal, unique })
  const pattern = { ...about, model, ...(isUnique ? { unique: true } : {}) }
  const said = notes.map((note) => ({ ...note, at: column.name }))
  if (!levelOf || levelCount === undefined)
    return { draft: { pattern, ...presentOrNot(table.rows, presenceOf(column)) }, notes: said }
  const levels = Int32Array.from(column.codes, (code) => (code < 0 ? 0 : levelOf[code]!))
  return { draft: { pattern, levels, levelCount }, notes: said }
}

function statesOf(drafts: ReadonlyMap<string, ColumnDraft>): Map<string, Set<string>> {
  return new Map(
    [...drafts].flatMap(
      ([
        name,
        {
          pattern: { model },
        },
      ]): [string, Set<string>][] =>
        model.model === 'category' ? [[name, new Set(model.values.map(({ value }) => String(value)))]] : [],
    ),
  )
}

/** A key that each sequence has once. */
function keyDraft(
  column: SampleColumn,
  table: SampleTable,
  personal: PersonalColumn | undefined,
  options: EntityOptions,
): { readonly draft: ColumnDraft; readonly notes: readonly Note[] } {
  const about = aboutOf(column, table, personal, options)
  if (column.kind === 'word')
    return wordDraft(column, table, personal, { ...options, unique: new Set([column.name]) }, about)
  const pattern: ColumnPattern = {
    ...about,
    type: 'integer',
    nullShare: 0,
    unique: true,
    model: { model: 'key', kind: 'sequence' },
  }
  return { draft: { pattern, ...presentOrNot(table.rows, presenceOf(column)) }, notes: [] }
}

type FoundBase = NonNullable<NumberOptions['base']>

function baseFor(
  column: NumericColumn,
  distinct: number,
  placed: readonly NumericColumn[],
  orderings: ReturnType<typeof findOrderings>,
  measures: readonly NumericColumn[],
  drafts: ReadonlyMap<string, ColumnDraft>,
  rareBelow: number,
): FoundBase | undefined {
  if (column.kind === 'time') {
    const before = orderings
      .filter(({ greater }) => greater === column.name)
      .flatMap(({ lesser }) => measures.filter(({ name }) => name === lesser))
      .find((one) => placed.includes(one) && unitOf(one) === unitOf(column) && isThereWith(one.values, column.values))
    if (!before) return undefined
    const rest = column.values.map((value, row) => value - before.values[row]!)
    return { base: { terms: [{ column: before.name, factor: 1 }] }, rest, whole: true }
  }
  if (distinct < 24) return undefined
  const levels = [...drafts]
    .filter(([, { pattern }]) => pattern.model.model === 'category')
    .map(([name, { levels: of, levelCount }]) => ({ name, levels: of, levelCount }))
  const numbers = placed.filter(({ kind }) => kind === 'number')
  return findBase(column.values, numbers, levels, rareBelow)
}

/** Whether there is one of `before` wherever there is one of `after`. */
function isThereWith(before: Float64Array, after: Float64Array): boolean {
  for (let row = 0; row < after.length; row++)
    if (!Number.isNaN(after[row]!) && Number.isNaN(before[row]!)) return false
  return true
}

/** Positions and dates are drawn anew between others; other numbers that identify are codes, and are made by shape. */
function asWords(column: SampleColumn, { class: name }: PersonalColumn): SampleColumn {
  if (column.kind !== 'number' || name === 'geo' || name === 'birth-date') return column
  const words = new Map<string, number>()
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1
    const word = String(value)
    const code = words.get(word) ?? words.size
    words.set(word, code)
    return code
  })
  return { kind: 'word', name: column.name, type: column.type, words: [...words.keys()], codes }
}

function middleOf({ values }: NumericColumn): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count === 0 ? 0 : sum / count
}

function distinctOf(values: Float64Array): number {
  return new Set(values.filter((value) => !Number.isNaN(value))).size
}

/** Its values stand in the patterns one by one. */
function isListed(model: ColumnModel): boolean {
  return (
    model.model === 'category' ||
    (model.model === 'number' && !model.base && model.histogram.cells.every(([low, high]) => low === high))
  )
}

const hasLevels = ({ nullShare, model }: ColumnPattern): boolean =>
  model.model === 'category' ||
  model.model === 'number' ||
  model.model === 'time' ||
  (nullShare > 0 && nullShare < 1 && !(model.model === 'key' && model.kind === 'reference'))
