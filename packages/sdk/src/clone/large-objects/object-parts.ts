import type { ChunkName } from '../copy-ledger.ts'

/** Large objects that are copied in one transaction, by their numbers in order. */
export interface ObjectPart extends ChunkName {
  readonly objects: readonly number[]
}

/** Its name has no schema, so no table has it. */
export const objectsTable = 'large objects'

const most = 64

/**
 * Where a part ends is said by the numbers themselves, about every 16th: one object more or less changes its own part
 * and leaves all others as they are. No two parts of one list overlap.
 */
export function objectParts(objects: readonly number[]): ObjectPart[] {
  const parts: ObjectPart[] = []
  let part: number[] = []
  const end = () => {
    if (part.length > 0) parts.push({ table: objectsTable, part: `${part[0]}-${part.at(-1)}`, objects: part })
    part = []
  }
  for (const object of objects) {
    part.push(object)
    if (Math.imul(object, 0x9e3779b1) >>> 28 === 0 || part.length === most) end()
  }
  end()
  return parts
}

/** The first and the last number of a part. */
export function boundsOf({ part }: ChunkName): readonly [number, number] {
  const [first, last] = part.split('-').map(Number)
  return [first ?? 0, last ?? 0]
}
