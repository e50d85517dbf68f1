import { type ParsedSchema, parseSchema } from '@understudy/sdk'
import type { GenerateOptions } from '../generation/generate-options.ts'
import { own } from '../own.ts'
import type { Conflict } from './conflict.ts'
import { besides, type Changed, contradictions } from './contradictions.ts'
import type { Customizations } from './customizations.ts'

/** A schema and options that make what the customizations ask for; `conflicts` names everything that cannot be. */
export interface CustomizedSchema {
  readonly schema: unknown
  readonly options: GenerateOptions
  readonly conflicts: readonly Conflict[]
}

/**
 * Customized before it is made, not after: parents and children agree, constraints hold, and the same schema, options
 * and customizations give the same rows. Fields that are left out are made all the same, for others may follow from them.
 */
export function customizedSchema(
  given: unknown,
  options: GenerateOptions,
  customizations: Customizations,
): CustomizedSchema {
  const { volumes = {}, overrides = {}, without = {}, fields = {}, rules = [] } = customizations
  const base = parseSchema(given)
  const change = (customizations: Customizations) => changed(base, options, customizations)
  const misplaced = [
    ...unknownPlaces(base, { volumes, overrides, without, fields }),
    ...keyConflicts(base, { overrides, without }),
    ...Object.entries(volumes).flatMap(([at, rows]) => (rows > 0 ? [] : [{ at, why: 'it would have no rows' }])),
  ]
  // What is named wrongly would be found once more, in other words.
  const placed = besides({ customizations, places: [...rules.keys()] }, misplaced)
  const conflicts = [...misplaced, ...contradictions(base, placed, change)]
  const { schema, options: made } = change(conflicts.length === 0 ? customizations : {})
  return { schema, options: made, conflicts }
}

function changed(
  base: ParsedSchema,
  options: GenerateOptions,
  { volumes = {}, overrides = {}, fields = {}, rules = [], locale }: Customizations,
): Changed {
  const values = constants(overrides)
  const schema = {
    ...base,
    entities: base.entities.map((entity) => ({
      ...entity,
      fields: entity.fields.map((field) => {
        const changed = { ...field, ...own(own(fields, entity.name), field.name), name: field.name }
        const value = own(own(overrides, entity.name), field.name)
        if (value === undefined) return changed
        const { compute: _compute, ...plain } = changed
        return value === null ? { ...plain, nullable: true, nullRate: 1 } : { ...plain, nullable: false, nullRate: 0 }
      }),
    })),
    constraints: [...base.constraints, ...rules, ...values],
  }
  const made: GenerateOptions = {
    ...options,
    ...(locale === undefined ? {} : { locale }),
    ...(Object.keys(volumes).length === 0 ? {} : { each: { ...options.each, ...volumes } }),
  }
  return { schema, options: made, constants: values }
}

type Places = { [Part in 'volumes' | 'overrides' | 'without' | 'fields']: NonNullable<Customizations[Part]> }

function unknownPlaces(base: ParsedSchema, { volumes, overrides, without, fields }: Places): Conflict[] {
  const entities = new Map(base.entities.map((entity) => [entity.name, new Set(entity.fields.map(({ name }) => name))]))
  const named: [string, readonly string[]][] = [
    ...Object.keys(volumes).map((entity): [string, string[]] => [entity, []]),
    ...[overrides, fields].flatMap((all) =>
      Object.entries(all).map(([entity, its]): [string, string[]] => [entity, Object.keys(its)]),
    ),
    ...Object.entries(without),
  ]
  return named.flatMap(([entity, its]) => {
    const known = entities.get(entity)
    if (!known) return [{ at: entity, why: 'there is no such entity' }]
    return its
      .filter((field) => !known.has(field))
      .map((field) => ({ at: `${entity}.${field}`, why: 'there is no such field' }))
  })
}

function keyConflicts(base: ParsedSchema, { overrides, without }: Pick<Places, 'overrides' | 'without'>): Conflict[] {
  const conflicts: Conflict[] = []
  for (const { name: entity, primaryKey = [], fields } of base.entities) {
    const left = own(without, entity) ?? []
    const values = own(overrides, entity) ?? {}
    for (const field of primaryKey) {
      const at = `${entity}.${field}`
      if (left.includes(field)) conflicts.push({ at, why: 'it is of the primary key, which is not left out' })
      if (Object.hasOwn(values, field))
        conflicts.push({ at, why: 'it is of the primary key, and rows would be the same' })
    }
    for (const field of left) {
      if (Object.hasOwn(values, field))
        conflicts.push({ at: `${entity}.${field}`, why: 'it is left out and given a value' })
    }
    if (fields.every(({ name }) => left.includes(name))) {
      conflicts.push({ at: entity, why: 'nothing would be left of it' })
    }
  }
  for (const { child } of base.relationships) {
    for (const field of child.fields) {
      if ((overrides[child.entity]?.[field] ?? null) === null) continue
      conflicts.push({ at: `${child.entity}.${field}`, why: 'it refers to rows of another entity' })
    }
  }
  return conflicts
}

function constants(overrides: Places['overrides']) {
  return Object.entries(overrides).flatMap(([entity, values]) =>
    Object.entries(values).flatMap(([field, value]) =>
      value === null ? [] : [{ type: 'enum', entity, field, values: [value] }],
    ),
  )
}
