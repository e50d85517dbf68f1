import { UnderstudyError } from '../errors.ts'
import type { DataSchema, FieldDefinition } from '../model/schema.ts'
import type { EntityOverrides, FieldOverride } from './config.ts'

export interface Overridden {
  readonly schema: DataSchema
  /** Entities that are to get no rows. */
  readonly skipped: ReadonlySet<string>
  readonly rows: ReadonlyMap<string, number>
}

/** Puts what a configuration says over what a schema says; a name that the schema has not is a mistake, not ignored. */
export function applyOverrides(schema: DataSchema, overrides: EntityOverrides = {}): Overridden {
  const wanted = new Map(Object.entries(overrides))
  refuseUnknown(schema, wanted)
  return {
    schema: {
      ...schema,
      entities: schema.entities.map((entity) => {
        const fields = new Map(Object.entries(wanted.get(entity.name)?.fields ?? {}))
        return { ...entity, fields: entity.fields.map((field) => overrideField(field, fields.get(field.name))) }
      }),
    },
    skipped: new Set([...wanted].flatMap(([name, { skip }]) => (skip ? [name] : []))),
    rows: new Map([...wanted].flatMap(([name, one]) => (one.rows === undefined ? [] : [[name, one.rows] as const]))),
  }
}

function overrideField(field: FieldDefinition, override: FieldOverride | undefined): FieldDefinition {
  if (!override) return field
  const { options, distribution, record, ...inferred } = field
  return override.kind === undefined ? { ...field, ...override } : { ...inferred, generated: false, ...override }
}

function refuseUnknown(schema: DataSchema, overrides: ReadonlyMap<string, EntityOverrides[string]>): void {
  const problems: { path: string; message: string }[] = []
  for (const [name, { fields = {} }] of overrides) {
    const entity = schema.entities.find((one) => one.name === name)
    if (!entity)
      problems.push({
        path: name,
        message: `there is no table ${JSON.stringify(name)}; there are ${some(schema.entities)}`,
      })
    else
      for (const field of Object.keys(fields))
        if (!entity.fields.some((one) => one.name === field))
          problems.push({
            path: `${name}.fields.${field}`,
            message: `${name} has no column ${JSON.stringify(field)}; it has ${some(entity.fields)}`,
          })
  }
  if (problems.length === 0) return
  throw new UnderstudyError('CONFIG_INVALID', {
    operation: 'apply the configuration',
    at: `generate.entities.${problems[0]!.path}`,
    message: `the configuration names what is not there: ${problems[0]!.message}`,
    details: { problems },
  })
}

function some(named: readonly { readonly name: string }[]): string {
  const names = named.slice(0, 20).map(({ name }) => name)
  return names.join(', ') + (named.length > names.length ? ', …' : '')
}
