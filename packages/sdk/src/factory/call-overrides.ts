import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import type { Blueprint } from './blueprint.ts'

/** A call gives fields, transient parameters and associations side by side. */
export function splitOverrides(
  blueprint: Blueprint,
  overrides: Readonly<AnyRow>,
): { fields: AnyRow; transient: AnyRow } {
  const fields: AnyRow = {}
  const transient: AnyRow = {}
  for (const [name, value] of Object.entries(overrides)) {
    if (Object.hasOwn(blueprint.transient, name)) transient[name] = value
    else if (!isAssociation(blueprint, name)) fields[name] = value
  }
  return { fields, transient }
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
