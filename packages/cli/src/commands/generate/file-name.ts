import { createHash } from 'node:crypto'

const harmless = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,98}[\p{L}\p{N}_]$|^[\p{L}\p{N}_]$/u
/** Names that Windows keeps for devices, whatever their ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** A file for each entity: by its name where every file system takes it, else by what is left of it and a hash. */
export function fileNames(entities: readonly string[], extension: string): ReadonlyMap<string, string> {
  const folded = new Map<string, number>()
  const fold = (name: string): string => name.normalize('NFC').toLowerCase()
  for (const name of entities) folded.set(fold(name), (folded.get(fold(name)) ?? 0) + 1)
  return new Map(
    entities.map((name) => {
      const asItIs = harmless.test(name) && !device.test(name) && folded.get(fold(name)) === 1
      return [name, `${asItIs ? name : hashed(name)}.${extension}`]
    }),
  )
}

function hashed(name: string): string {
  const hash = createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 16)
  return [name.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 50), hash].join('-')
}
