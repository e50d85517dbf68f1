import { UnderstudyError } from '../../errors.ts'
import { nearest } from '../../values/nearest.ts'
import type { Transform } from '../transform.ts'

/** The one of this name; refused with the nearest names where there is none. */
export function namedIn(byName: ReadonlyMap<string, Transform>, name: string): Transform {
  const transform = byName.get(name)
  if (transform) return transform
  const close = nearest(name.replaceAll('_', '-').replace(/(?<=[a-z])(?=[A-Z])/g, '-'), byName.keys())
  throw new UnderstudyError('TRANSFORM_UNKNOWN', {
    operation: 'find a transform',
    message: `there is no transform ${JSON.stringify(name)}`,
    ...(close.length > 0 ? { hint: `Did you mean ${close.join(' or ')}?` } : {}),
    details: { transform: name, nearest: close },
  })
}
