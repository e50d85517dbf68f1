import { UnderstudyError } from '../errors.ts'

/** Whether a place counts for nothing: by its path from `returned` on, and by the name of the field. */
export type Ignored = (path: string, name: string) => boolean

/**
 * Of names and paths: `expiresAt` is every field of that name, `items[*].price` a place in what was returned, where `*`
 * stands for any one name or number.
 */
export function ignoredBy(places: readonly string[]): Ignored {
  const names = new Set(places.filter((place) => /^[\w$-]+$/.test(place)))
  const paths = places.filter((place) => !names.has(place)).map(patternOf)
  return (path, name) => (name !== '' && names.has(name)) || paths.some((pattern) => pattern.test(path))
}

function patternOf(place: string): RegExp {
  if (!/^(\[[\w*]+\]|[\w$*-]+)(\.[\w$*-]+|\[[\w*]+\])*$/.test(place)) {
    throw new UnderstudyError('TEST_CONFIG_INVALID', {
      operation: 'compare both sides',
      at: 'ignore',
      message: `${JSON.stringify(place)} is neither a name nor a path such as items[*].price`,
    })
  }
  const escaped = place.replaceAll(/[.$[\]-]/g, String.raw`\$&`).replaceAll('*', String.raw`[\w$-]+`)
  return new RegExp(`^returned${place.startsWith('[') ? '' : String.raw`\.`}${escaped}$`)
}
