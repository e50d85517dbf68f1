import type { MaskingColumn, MaskingType } from '../masking-schema.ts'
import { typeClues, valueClues } from './column-clues.ts'
import type { Clue } from './finding.ts'
import { type JsonPart, jsonParts } from './json-parts.ts'
import { matchName } from './match-name.ts'
import { besides, type Neighbour } from './neighbour-clues.ts'
import { partType } from './part-type.ts'
import { typeGroups } from './type-groups.ts'
import { columnValues } from './values/column-values.ts'
import { type Weighed, weighClues } from './weigh-clues.ts'

export interface ColumnToDetect {
  /** As policies name it. */
  readonly table: string
  readonly column: MaskingColumn
  /** Values that are there, in their canonical form; lists, maps and composites as JSON. A few thousand at most. */
  readonly samples: readonly string[]
}

/** What a look at one column gives, before its neighbours are asked. */
export interface ColumnClues {
  readonly names: readonly Clue[]
  readonly values: readonly Clue[]
  readonly texts: readonly string[]
  /** Its name says that it is nobody's. */
  readonly harmless: boolean
  /** Of what stands inside of its values. */
  readonly inside: readonly Weighed[]
}

const looked = 2000

export function columnClues({ table, column, samples }: ColumnToDetect): ColumnClues {
  const { clues, harmless } = matchName({
    table: table.split('.').at(-1) ?? table,
    column: column.name,
    types: typeGroups(column.value),
  })
  const texts = samples.slice(0, looked)
  const inner = inside(table, column, texts)
  if (inner !== undefined) return { names: clues, values: typeClues(column.value), texts: [], harmless, inside: inner }
  const values = columnValues(texts)
  return {
    names: clues,
    values: [...typeClues(column.value), ...valueClues(column.value, values)],
    texts: values.texts,
    harmless,
    inside: [],
  }
}

/** Ranked: the surest first; what stands inside of values after what they are as a whole. */
export function findingsOf(
  { names, values, texts, inside: inner }: ColumnClues,
  neighbours: readonly Neighbour[],
): readonly Weighed[] {
  return [...weighClues(besides(names, neighbours), besides(values, neighbours), texts), ...inner]
}

/** What the column seems to hold, ranked. It is pure, and answers no value. */
export function detectColumn(
  column: ColumnToDetect & { readonly neighbours?: readonly Neighbour[] | undefined },
): readonly Weighed[] {
  return findingsOf(columnClues(column), column.neighbours ?? [])
}

/** Undefined where a value is one thing. */
function inside(table: string, column: MaskingColumn, samples: readonly string[]): readonly Weighed[] | undefined {
  const { value } = column
  switch (value.kind) {
    case 'scalar':
      if (value.form === 'json') return partsOf(table, column.name, samples, undefined)
      return value.form === 'text' && looksLikeJson(samples)
        ? partsOf(table, column.name, samples, undefined)
        : undefined
    case 'list':
    case 'map':
    case 'composite':
      return partsOf(table, column.name, samples, value)
    case 'range':
    case 'multirange':
    case 'unknown':
      return undefined
  }
}

function looksLikeJson(samples: readonly string[]): boolean {
  const some = samples.slice(0, 20)
  return (
    some.length > 0 &&
    some.every((text) => /^\s*[[{][\s\S]*[\]}]\s*$/.test(text)) &&
    jsonParts(some).read === some.length
  )
}

/** As the type says it, else as JSON does. */
function scalarAt(type: MaskingType | undefined, { path, kind }: JsonPart): MaskingType {
  const said = type && partType(type, path)
  if (said?.kind === 'scalar' && said.form !== 'json') return said
  return { kind: 'scalar', form: kind === 'number' ? 'decimal' : kind }
}

/** Each place inside is a column of its own, named by its key and standing in a table of the key around it. */
function partsOf(
  table: string,
  name: string,
  samples: readonly string[],
  type: MaskingType | undefined,
): readonly Weighed[] {
  const parts = jsonParts(samples).parts.map((part) => ({
    part,
    clues: columnClues({
      table: part.parent ?? (part.name === '' ? table : name),
      column: {
        name: part.name === '' ? name : part.name,
        databaseType: 'json',
        value: scalarAt(type, part),
        nullable: true,
        generated: false,
      },
      samples: part.texts,
    }),
  }))
  const first = parts.map(({ part, clues }) => ({ name: part.path, top: findingsOf(clues, [])[0] }))
  return parts.flatMap(({ part, clues }) => {
    const neighbours = first.flatMap(({ name: path, top }) =>
      top === undefined || path === part.path ? [] : [{ name: path, class: top.class, confidence: top.confidence }],
    )
    return findingsOf(clues, neighbours)
      .slice(0, 2)
      .map((finding) => ({ ...finding, path: finding.path ?? part.path }))
  })
}
