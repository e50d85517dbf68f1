type Typed = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** The list with room for an item at `index`: itself, or twice as long. */
export function grown<T extends Typed>(list: T, index: number): T
export function grown(list: Typed, index: number): Typed {
  if (index < list.length) return list
  const length = Math.max(2 * list.length, index + 1, 1024)
  if (list instanceof Float64Array) return copied(new Float64Array(length), list)
  return list instanceof Int32Array ? copied(new Int32Array(length), list) : copied(new Uint8Array(length), list)
}

function copied<T extends Typed>(longer: T, list: T): T {
  longer.set(list)
  return longer
}
