import type { Transform } from '../transform.ts'
import { constant } from './any/constant.ts'
import { nothing } from './any/null.ts'
import { redact } from './any/redact.ts'
import { fields } from './structure/fields.ts'

const all: readonly Transform[] = [nothing, constant, redact, fields]

/** All transforms, in the order of the documentation. */
export function transforms(): readonly Transform[] {
  return all
}
