/**
 * What TypedArray.from, Array.from and the map of typed arrays do with a function, without their detours over
 * iterators and species, which cost ten times as much as the function: these loops run once a value.
 */
export function mapInt32<Value>(source: ArrayLike<Value>, make: (value: Value, i: number) => number): Int32Array {
  const out = new Int32Array(source.length)
  for (let i = 0; i < out.length; i++) out[i] = make(source[i]!, i)
  return out
}

export function mapFloat64<Value>(source: ArrayLike<Value>, make: (value: Value, i: number) => number): Float64Array {
  const out = new Float64Array(source.length)
  for (let i = 0; i < out.length; i++) out[i] = make(source[i]!, i)
  return out
}

export function mapUint8<Value>(source: ArrayLike<Value>, make: (value: Value, i: number) => number): Uint8Array {
  const out = new Uint8Array(source.length)
  for (let i = 0; i < out.length; i++) out[i] = make(source[i]!, i)
  return out
}

export function mapList<Value, Made>(source: ArrayLike<Value>, make: (value: Value, i: number) => Made): Made[] {
  const out: Made[] = []
  for (let i = 0; i < source.length; i++) out.push(make(source[i]!, i))
  return out
}
