import type { ColumnModel, ColumnPattern, EntityPattern } from '../../data-patterns.ts'
import { type Note, nothing, presentOrNot } from '../column-draft.ts'
import { findPersonal, type PersonalColumn } from '../find-personal.ts'
import { type EntityOptions, uniqueSets } from '../learn-entity.ts'
import { personalKinds } from '../personal-kinds.ts'
import { presenceOf, type SampleColumn, type SampleTable, type WordColumn } from '../sample-table.ts'
import { shapeOf } from '../text-shapes.ts'
import type { Noise } from './noise.ts'
import { privateHistogram } from './private-histogram.ts'
import { type PrivateColumn, privateNetwork } from './private-network.ts'
import { stableCounts } from './stable-counts.ts'

export interface Budget {
  readonly epsilon: number
  readonly delta: number
}

/** What the budget is spent on, as shares of it. Rows of different entities share nothing, so each entity has all of it. */
export const shares = { columns: 0.3, structure: 0.2, tables: 0.4, children: 0.1 } as const

/**
 * Patterns of which a row that is replaced by any other changes the chances by e^epsilon at most, but for a chance of delta.
 * Names and types of columns, classes of personal data, numbers of rows, and what a schema says count as public.
 */
export function learnPrivateEntity(
  table: SampleTable,
  options: EntityOptions,
  { epsilon, delta }: Budget,
  noise: Noise,
): { readonly pattern: EntityPattern; readonly notes: readonly Note[] } {
  const personal = findPersonal(table)
  const notes: Note[] = []
  const each = { epsilon: (epsilon * shares.columns) / table.columns.length, delta: delta / table.columns.length }
  const learned = table.columns.map((column) => {
    const made = learnColumn(column, table, options, personal.get(column.name), each, noise)
    if (made.pattern.model.model === 'constant')
      notes.push({
        at: `${table.entity}.${column.name}`,
        code: 'budget',
        message: 'nothing can be told of it within the budget',
      })
    return made
  })
  const drawn = learned.flatMap(({ pattern, levels, levelCount, isDrawn }): PrivateColumn[] =>
    isDrawn ? [{ name: pattern.name, levels, levelCount }] : [],
  )
  const network = privateNetwork(
    drawn,
    table.rows,
    { structure: epsilon * shares.structure, tables: epsilon * shares.tables, about: table.rows },
    noise,
  )
  const nullShare = (name: string): number => {
    const weights = network.nodes
      .find(({ column }) => column === name)
      ?.table.find(({ when }) => when.length === 0)?.weights
    const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0
    return weights && total > 0 ? weights[0]! / total : 0
  }
  return {
    pattern: {
      name: table.entity,
      rows: table.seen,
      columns: learned.map(({ pattern, isDrawn }) =>
        isDrawn ? { ...pattern, nullShare: nullShare(pattern.name) } : pattern,
      ),
      network,
      ...(options.primaryKey ? { primaryKey: [...options.primaryKey] } : {}),
      ...uniqueSets(options),
      ...(options.table ? { table: options.table } : {}),
      functionalDependencies: [],
      orderings: [...(options.orderings ?? [])],
      ...(options.rules && options.rules.length > 0 ? { rules: [...options.rules] } : {}),
      sequences: [],
    },
    notes,
  }
}

interface PrivateDraft {
  readonly pattern: ColumnPattern
  readonly levels: Int32Array
  readonly levelCount: number
  readonly isDrawn: boolean
}

const DAY = 86_400_000_000

function learnColumn(
  column: SampleColumn,
  table: SampleTable,
  options: EntityOptions,
  personal: PersonalColumn | undefined,
  budget: Budget,
  noise: Noise,
): PrivateDraft {
  const { name, type } = column
  const about = {
    name,
    type,
    nullShare: 0,
    ...options.about.get(name),
    ...(personal ? { personal: personal.class } : {}),
  }
  const present = presentOrNot(table.rows, presenceOf(column))
  const plain = (
    model: ColumnModel,
    more: { readonly unique?: true; readonly nullShare?: number } = {},
  ): PrivateDraft => ({
    pattern: { ...about, model, ...more },
    ...present,
    isDrawn: false,
  })
  if (options.references.has(name)) return plain({ model: 'key', kind: 'reference' })
  if (options.ordinals?.has(name)) return plain({ model: 'key', kind: 'ordinal' })
  const isKey = options.unique.has(name) || (options.primaryKey?.length === 1 && options.primaryKey[0] === name)
  if (isKey && type === 'integer') return plain({ model: 'key', kind: 'sequence' }, { unique: true })
  if (type === 'uuid') return plain({ model: 'key', kind: 'uuid' }, isKey ? { unique: true } : {})
  const none = plain(nothing, { nullShare: 1 })
  if (column.kind === 'other') return none
  if (column.kind === 'word') {
    const model = wordModel(column, personal, isKey, budget, noise)
    if (model === undefined) return none
    if (model.model !== 'category')
      return { pattern: { ...about, model, ...(isKey ? { unique: true as const } : {}) }, ...present, isDrawn: true }
    const places = new Map(model.values.map(({ value }, i) => [String(value), i + 1]))
    const levels = Int32Array.from(column.codes, (code) => (code < 0 ? 0 : (places.get(column.words[code]!) ?? -1)))
    return { pattern: { ...about, model }, levels, levelCount: model.values.length + 1, isDrawn: true }
  }
  const isTime = column.kind === 'time'
  const block = isTime ? (type === 'date' ? 64 : type === 'time' ? DAY / 24 : 64 * DAY) : undefined
  const step =
    type === 'integer' || type === 'date'
      ? 1
      : isTime
        ? 1_000_000
        : options.about.get(name)?.scale === undefined
          ? undefined
          : 10 ** -options.about.get(name)!.scale!
  const found = privateHistogram(column.values, { ...budget, block, step }, noise)
  if (!found) return none
  const model: ColumnModel = isTime
    ? { model: 'time', histogram: found.histogram, unit: type === 'date' ? 'day' : 'microsecond' }
    : { model: 'number', histogram: found.histogram }
  return { pattern: { ...about, model }, levels: found.levels, levelCount: found.levelCount, isDrawn: true }
}

/** Words that the budget shows are many rows', or kinds and shapes of new ones. */
function wordModel(
  column: WordColumn,
  personal: PersonalColumn | undefined,
  isKey: boolean,
  { epsilon, delta }: Budget,
  noise: Noise,
): ColumnModel | undefined {
  const kind = personal && personalKinds[personal.class]
  if (kind !== undefined && (personal?.identifies || isKey)) return { model: isKey ? 'key' : 'kind', kind }
  if (isKey) return { model: 'key', kind: 'uuid' }
  const half = { epsilon: epsilon / 2, delta: delta / 2 }
  const counts = new Map<string, number>()
  const shapes = new Map<string, number>()
  let rows = 0
  for (const code of column.codes) {
    if (code < 0) continue
    const word = column.words[code]!
    const shape = shapeOf(word.slice(0, 60))
    counts.set(word, (counts.get(word) ?? 0) + 1)
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
    rows++
  }
  const kept = personal?.identifies ? new Map<string, number>() : stableCounts(counts, half, noise)
  const known = stableCounts(shapes, half, noise)
  const sum = (weights: ReadonlyMap<string, number>): number =>
    [...weights.values()].reduce((all, weight) => all + weight, 0)
  // Both are noisy already: what is compared tells no more of a row.
  if (kept.size > 0 && sum(kept) >= sum(known) / 2) {
    const values = [...kept].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    return {
      model: 'category',
      values: values.map(([word, weight]) => ({ value: column.type === 'boolean' ? word === 'true' : word, weight })),
    }
  }
  const texts = [...known].filter(([shape]) => shape !== '').sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return texts.length === 0 || rows === 0
    ? undefined
    : { model: 'shape', shapes: texts.map(([shape, weight]) => ({ shape, weight })) }
}
