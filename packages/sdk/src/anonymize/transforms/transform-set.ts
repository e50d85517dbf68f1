import { UnderstudyError } from '../../errors.ts'
import type { Transform } from '../transform.ts'
import { namedIn } from './named-in.ts'
import { transforms } from './registry.ts'

/** The transforms that one policy is compiled with: those of the registry, and those that the program brings along. */
export interface TransformSet {
  readonly all: readonly Transform[]
  /** Refused where there is none of this name. */
  named(name: string): Transform
}

export function transformSet(custom: readonly Transform[] = []): TransformSet {
  const all = [...transforms(), ...custom]
  const byName = new Map<string, Transform>()
  for (const transform of all) {
    if (byName.has(transform.name)) throw takenName(transform.name)
    byName.set(transform.name, transform)
  }
  return {
    all,
    named: (name) => namedIn(byName, name),
  }
}

function takenName(name: string): UnderstudyError {
  return new UnderstudyError('POLICY_INVALID', {
    operation: 'gather transforms',
    message: `there are two transforms ${JSON.stringify(name)}`,
    hint: 'Give the transform of your own another name.',
    details: { transform: name },
  })
}
