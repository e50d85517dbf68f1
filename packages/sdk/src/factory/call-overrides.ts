import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import type { Blueprint } from './blueprint.ts'

const nothing: Readonly<AnyRow> = {}

/** Of what a call gives side by side (fields, transient parameters, associations) the fields. */
export function fieldsGiven(blueprint: Blueprint, overrides: Readonly<AnyRow>): Readonly<AnyRow> {
  if (isEmpty(overrides)) return nothing
  const fields: AnyRow = {}
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(blueprint.transient, name) && !isAssociation(blueprint, name)) fields[name] = value
  }
  return fields
}

export function isEmpty(overrides: Readonly<AnyRow>): boolean {
  for (const _ in overrides) return false
  return true
}

function isAssociation({ edges, base }: Blueprint, name: string): boolean {
  return edges.has(name) || Object.hasOwn(base.definition.associations ?? {}, name)
}

/** A trait may have taken the association away. */
export function refuseUnknownRelated({ edges, base }: Blueprint, overrides: Readonly<AnyRow>): void {
  const lost = Object.keys(base.definition.associations ?? {}).find(
    (name) => !edges.has(name) && overrides[name] !== undefined && overrides[name] !== null,
  )
  if (lost === undefined) return
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${base.name}`,
    at: `${base.name}.${lost}`,
    message: `a trait leaves the association ${lost} out, and the call gives it`,
    hint: 'Leave the trait or the association out of the call.',
  })
}
