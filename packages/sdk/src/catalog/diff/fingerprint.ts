import { createHash } from 'node:crypto'
import type { SchemaDefinition } from '../definition.ts'
import { factsOf } from '../facts.ts'
import { canonical } from './canonical.ts'
import { propertiesOf } from './properties.ts'

/** A hash over everything that is compared of a schema, owners and privileges left out: equal for equal schemas. */
export function fingerprintOf(definition: SchemaDefinition): string {
  const lines = [...factsOf(definition).values()]
    .map((fact) => `${fact.id} ${canonical(propertiesOf(fact, definition, { owners: false, privileges: false }))}`)
    .sort()
  return createHash('sha256')
    .update(`${definition.engine}\n${lines.join('\n')}`)
    .digest('hex')
}
