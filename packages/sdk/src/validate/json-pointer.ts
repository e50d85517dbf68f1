/** What a pointer of RFC 6901 leads to; undefined where it leads nowhere. */
export function atPointer(document: unknown, pointer: string): unknown {
  if (pointer === '') return document
  let at = document
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Reflect.get(at, key)
  }
  return at
}
