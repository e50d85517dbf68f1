import {
  analyzeSchema,
  applyOverrides,
  type DataSchema,
  type EntityOverrides,
  type FillNote,
  parseSchema,
  toModel,
} from '@understudy/sdk'
import { readPlace } from '../read-place.ts'
import { resolvePlace } from '../resolve-place.ts'
import type { Source } from './options.ts'
import { readJsonFile } from './read-json-file.ts'

export interface ReadSource {
  readonly schema: DataSchema
  readonly notes: readonly FillNote[]
  /** Where it comes from a database. */
  readonly dialect: 'postgres' | 'sqlite' | undefined
}

/** The schema out of a file, or out of a database's catalog, with what the configuration says about it. */
export async function readSource(source: Source, overrides: EntityOverrides | undefined): Promise<ReadSource> {
  if ('file' in source) {
    const input = await readJsonFile(source.file, 'SCHEMA_UNREADABLE', 'the schema')
    parseSchema(input)
    return { schema: asDataSchema(input), notes: [], dialect: undefined }
  }
  const definition = await readPlace(await resolvePlace(source.url), (session) => analyzeSchema(session))
  const { schema, notes } = toModel(definition, {}, fieldsOf(overrides))
  return { schema, notes, dialect: definition.engine }
}

/** What parseSchema has accepted is one. */
function asDataSchema(input: unknown): DataSchema {
  return input as DataSchema
}

function fieldsOf(overrides: EntityOverrides = {}) {
  return Object.fromEntries(Object.entries(overrides).flatMap(([name, { fields }]) => (fields ? [[name, fields]] : [])))
}

/** What rows are made of when they go to files: without the entities that the configuration leaves out. */
export function forFiles({ schema }: ReadSource, overrides: EntityOverrides | undefined) {
  const { schema: overridden, skipped, rows } = applyOverrides(schema, overrides)
  return {
    schema: {
      ...overridden,
      entities: overridden.entities.filter(({ name }) => !skipped.has(name)),
      relationships: (overridden.relationships ?? []).filter((one) => endsOf(one).every((end) => !skipped.has(end))),
      constraints: (overridden.constraints ?? []).filter(({ entity }) => !skipped.has(entity)),
    },
    rows,
  }
}

function endsOf(one: NonNullable<DataSchema['relationships']>[number]): string[] {
  switch (one.type) {
    case 'many-to-many':
      return [one.left.entity, one.right.entity, ...(one.through ? [one.through.entity] : [])]
    case 'polymorphic':
      return [one.child.entity, ...one.parents.map(({ entity }) => entity)]
    case 'one-to-one':
    case 'one-to-many':
      return [one.child.entity, one.parent.entity]
  }
}
