import type { CompiledPolicy } from '../anonymize/compiled-policy.ts'
import { policyError } from '../anonymize/policy/policy-problem.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { nearest } from '../values/nearest.ts'
import { definitionTexts } from './definition-texts.ts'

/**
 * A waiver for a place that the definition does not have lets nothing through, and whoever wrote it means another one.
 * What another engine calls its places is not known before it has them.
 */
export function refuseUnknownTexts(
  { definition }: CompiledPolicy,
  schema: SchemaDefinition,
  target: SchemaDefinition['engine'],
): void {
  if (definition === undefined || definition.size === 0 || schema.engine !== target) return
  const known = [...definitionTexts(schema).keys()]
  const problems = [...definition]
    .filter((place) => !known.includes(place))
    .map((place) => {
      const near = nearest(place, known, 2).map((one) => JSON.stringify(one))
      const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
      return { path: `definition.${place}`, message: `is no text of the definition${meant}` }
    })
  if (problems.length > 0)
    throw policyError(
      'POLICY_MISMATCH',
      'hold the policy against the definition',
      'The policy lets through what is not there',
      problems,
    )
}
