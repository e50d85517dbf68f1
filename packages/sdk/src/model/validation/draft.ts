import { z } from 'zod'
import { joinPath, type Problem, problem, quoted } from '../problem.ts'
import {
  type ConstraintDefinition,
  constraintSchema,
  dataSchemaSchema,
  type EntityDefinition,
  entitySchema,
  type FieldDefinition,
  fieldSchema,
  fixedVolumeSchema,
  perParentVolumeSchema,
  type RelationshipDefinition,
  relationshipSchema,
  type VolumeRule,
  volumeSchema,
} from '../schema.ts'
import { isRecord, salvage } from './salvage.ts'

export interface Placed<T> {
  readonly path: string
  readonly value: T
}

export interface DraftEntity {
  readonly path: string
  readonly definition: EntityDefinition
  readonly fields: readonly Placed<FieldDefinition>[]
  /** Names of fields that are malformed: nobody is told that they are unknown. */
  readonly malformedFields: ReadonlySet<string>
}

/** A schema as far as it could be read, every part with its place, and what was wrong with the rest. */
export interface Draft {
  readonly name: string | undefined
  readonly locale: string | undefined
  readonly entities: readonly DraftEntity[]
  readonly malformedEntities: ReadonlySet<string>
  readonly relationships: readonly Placed<RelationshipDefinition>[]
  readonly constraints: readonly Placed<ConstraintDefinition>[]
  readonly rows: number | undefined
  readonly volume: readonly Placed<VolumeRule>[]
  readonly problems: readonly Problem[]
}

const parts = z.array(z.unknown())
const headSchema = dataSchemaSchema.extend({
  entities: parts.min(1),
  relationships: parts.optional(),
  constraints: parts.optional(),
  volume: z.unknown().optional(),
})
const volumeHeadSchema = volumeSchema.extend({ entities: parts.optional() })
const entityHeadSchema = entitySchema.extend({
  fields: z.union([parts.min(1, 'expected at least one field'), z.record(z.string(), z.unknown())]).optional(),
})

export function readDraft(input: unknown): Draft {
  const problems: Problem[] = []
  const read = <T>(schema: z.ZodType<T>, part: unknown, path: string): T | undefined => {
    const salvaged = salvage(schema, part, path)
    problems.push(...salvaged.problems)
    return salvaged.value
  }
  const all = <T>(list: readonly unknown[] | undefined, base: string, schemaOf: (part: unknown) => z.ZodType<T>) => {
    const placed: Placed<T>[] = []
    for (const [i, part] of (list ?? []).entries()) {
      const path = joinPath(base, i)
      const value = read(schemaOf(part), part, path)
      if (value !== undefined) placed.push({ path, value })
    }
    return placed
  }

  const head: Head = read(headSchema, input, '') ?? salvageHead(input)
  const volume = head.volume === undefined ? undefined : read(volumeHeadSchema, head.volume, 'volume')
  const entities: DraftEntity[] = []
  const malformedEntities = new Set<string>()
  for (const [i, part] of (head.entities ?? []).entries()) {
    const path = joinPath('entities', i)
    const entity = read(entityHeadSchema, part, path)
    if (!entity) {
      if (isRecord(part) && typeof part.name === 'string') malformedEntities.add(part.name)
      continue
    }
    const { fields: given, ...rest } = entity
    const malformedFields = new Set<string>()
    const fields: Placed<FieldDefinition>[] = []
    for (const { name, path: at, value } of fieldParts(given, path)) {
      const field = read(fieldSchema, value, at)
      if (field) fields.push({ path: at, value: field })
      else if (name !== undefined) malformedFields.add(name)
    }
    if (given === undefined && !problems.some((one) => one.path === joinPath(path, 'fields')))
      problems.push(problem('MISSING', joinPath(path, 'fields'), `entity ${quoted(entity.name)} has no fields`))
    const definition = { ...rest, fields: fields.map(({ value }) => value) }
    entities.push({ path, definition, fields, malformedFields })
  }
  return {
    name: head.name,
    locale: head.locale,
    entities,
    malformedEntities,
    relationships: all(head.relationships, 'relationships', () => relationshipSchema),
    constraints: all(head.constraints, 'constraints', () => constraintSchema),
    rows: volume?.rows,
    volume: all(volume?.entities, 'volume.entities', volumeSchemaOf),
    problems,
  }
}

type Head = { [Key in keyof z.infer<typeof headSchema>]?: z.infer<typeof headSchema>[Key] | undefined }

/** Nothing but the parts that can be looked into: the rest has been reported. */
function salvageHead(input: unknown): Head {
  const listIn = (key: string): unknown[] | undefined => {
    const list = isRecord(input) && Object.hasOwn(input, key) ? input[key] : undefined
    return Array.isArray(list) ? list : undefined
  }
  return {
    entities: listIn('entities'),
    relationships: listIn('relationships'),
    constraints: listIn('constraints'),
    volume: isRecord(input) ? input.volume : undefined,
  }
}

function volumeSchemaOf(part: unknown): z.ZodType<VolumeRule> {
  return isRecord(part) && Object.hasOwn(part, 'per') ? perParentVolumeSchema : fixedVolumeSchema
}

interface FieldPart {
  readonly name: string | undefined
  readonly path: string
  readonly value: unknown
}

/** `fields` as an object, { name: kind | definition }, is the short way to write the list. */
function fieldParts(fields: unknown, entityPath: string): FieldPart[] {
  const path = joinPath(entityPath, 'fields')
  if (Array.isArray(fields)) {
    return fields.map((value: unknown, i) => {
      const name = isRecord(value) && typeof value.name === 'string' ? value.name : undefined
      return { name, path: joinPath(path, i), value }
    })
  }
  if (!isRecord(fields)) return []
  return Object.entries(fields).map(([name, value]) => {
    const definition = typeof value === 'string' ? { name, kind: value } : isRecord(value) ? { ...value, name } : value
    return { name, path: joinPath(path, name), value: definition }
  })
}
