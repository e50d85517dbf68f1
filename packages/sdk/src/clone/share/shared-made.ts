import { createHash } from 'node:crypto'
import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { fingerprintOf } from '../../catalog/diff/fingerprint.ts'

/** The same wherever the same rows become the same bytes. */
export function sharedMade(schema: SchemaDefinition, { fingerprint, keyId, transforms }: CompiledPolicy): string {
  const made = [fingerprintOf(schema), fingerprint, keyId, Object.entries(transforms).sort()]
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32)
}
