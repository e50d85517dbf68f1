import type { Fact } from '../../../facts.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { World } from '../kind-rules.ts'

const longest = 63

/**
 * A name beside an object's own that nothing in its schema has before or after the migration: always the same one for the
 * same object, and never the same for two.
 */
export function freeName({ schema, name }: QualifiedName, world: World): string {
  const taken = new Set([...namesIn(schema, world.before.facts), ...namesIn(schema, world.after.facts)])
  for (let attempt = 1; ; attempt++) {
    const suffix = attempt === 1 ? '_old' : `_old${attempt}`
    const fits = Buffer.byteLength(name) + suffix.length <= longest
    const candidate = fits ? name + suffix : `${cut(name, longest - suffix.length - 9)}_${digest(name)}${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}

function namesIn(schema: string, facts: ReadonlyMap<string, Fact>): string[] {
  return [...facts.values()].flatMap(({ object }) =>
    'name' in object && 'schema' in object && object.schema === schema ? [object.name] : [],
  )
}

function cut(name: string, bytes: number): string {
  let kept = ''
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}

/** FNV-1a: what is cut off still tells names apart. */
function digest(name: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
