import type { BytesVector, JsonVector, ListVector, TextVector, Vector } from '../model/batch.ts'
import { mapFloat64, mapInt32, mapUint8 } from '../random/map.ts'

/** A vector of the chosen places of another, in that order. */
export function takeVector(vector: Vector, places: readonly number[]): Vector {
  const length = places.length
  const nulls = vector.nulls ? mapUint8(places, (i) => vector.nulls![i]!) : undefined
  const base = { length, nulls }
  switch (vector.type) {
    case 'int':
    case 'float':
      return { ...base, type: vector.type, values: mapFloat64(places, (i) => vector.values[i]!) }
    case 'bigint':
      return { ...base, type: 'bigint', values: BigInt64Array.from(places, (i) => vector.values[i]!) }
    case 'decimal':
      return {
        ...base,
        type: 'decimal',
        scale: vector.scale,
        unscaled: mapFloat64(places, (i) => vector.unscaled[i]!),
      }
    case 'bool':
      return { ...base, type: 'bool', values: mapUint8(places, (i) => vector.values[i]!) }
    case 'date':
      return { ...base, type: 'date', days: mapInt32(places, (i) => vector.days[i]!) }
    case 'time':
      return { ...base, type: 'time', micros: mapFloat64(places, (i) => vector.micros[i]!) }
    case 'timestamp':
      return {
        ...base,
        type: 'timestamp',
        zoned: vector.zoned,
        micros: mapFloat64(places, (i) => vector.micros[i]!),
      }
    case 'uuid': {
      const words = new Uint32Array(length * 4)
      places.forEach((place, i) => {
        words.set(vector.words.subarray(place * 4, place * 4 + 4), i * 4)
      })
      return { ...base, type: 'uuid', words }
    }
    case 'pick':
      return {
        ...base,
        type: 'pick',
        dictionary: vector.dictionary,
        indices: mapInt32(places, (i) => vector.indices[i]!),
      }
    case 'concat':
      return {
        ...base,
        type: 'concat',
        parts: vector.parts.map((part) => (part.type === 'const' ? { ...part, length } : takePart(part, places))),
      }
    case 'text':
      return { ...base, type: 'text', values: places.map((i) => vector.values[i]!) }
    case 'bytes':
      return { ...base, type: 'bytes', values: places.map((i) => vector.values[i]!) }
    case 'json':
      return { ...base, type: 'json', values: places.map((i) => vector.values[i]) }
    case 'list':
      return { ...base, type: 'list', values: places.map((i) => vector.values[i]!) }
  }
}

type TakenPart = Extract<Vector, { type: 'concat' }>['parts'][number]

/** takeVector keeps the type, which its signature cannot say. */
function takePart(part: Exclude<TakenPart, { type: 'const' }>, places: readonly number[]): TakenPart {
  return takeVector(part, places) as TakenPart
}

/** All values of `vectors`, one after another. They are of one make: same type, scale and dictionary. */
export function joinVectors(vectors: readonly [Vector, ...Vector[]]): Vector {
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0)
  if (length === 0) return vectors[0]
  const whole = hollow(vectors.find((vector) => vector.length > 0) ?? vectors[0], length)
  let at = 0
  for (const vector of vectors) {
    copyInto(whole, vector, (i) => at + i)
    at += vector.length
  }
  return whole
}

/** The same vector with the values of `patch` in the given places. */
export function patchVector(vector: Vector, places: readonly number[], patch: Vector): Vector {
  const whole = takeVector(
    vector,
    Array.from({ length: vector.length }, (_, i) => i),
  )
  const open = hollowNulls(whole, patch)
  copyInto(open, patch, (i) => places[i]!)
  return open
}

function hollowNulls(vector: Vector, patch: Vector): Vector {
  return vector.nulls || !patch.nulls ? vector : { ...vector, nulls: new Uint8Array(vector.length) }
}

function hollow(like: Vector, length: number): Vector {
  const blank = takeVector(
    like,
    Array.from({ length }, () => 0),
  )
  return { ...blank, nulls: new Uint8Array(length) }
}

/** Writes into a vector that was made a moment ago and that nobody else holds. */
function copyInto(target: Vector, source: Vector, place: (i: number) => number): void {
  const copy = <Value>(to: Writable<Value>, from: Readonly<Writable<Value>>): void => {
    for (let i = 0; i < source.length; i++) to[place(i)] = from[i]!
  }
  if (target.nulls) copy(target.nulls, source.nulls ?? new Uint8Array(source.length))
  if (target.type === 'concat' && source.type === 'concat') {
    target.parts.forEach((part, p) => {
      const from = source.parts[p]
      if (part.type !== 'const' && from && from.type !== 'const') copyInto(part, from, place)
    })
  } else if (target.type === 'uuid' && source.type === 'uuid') {
    for (let i = 0; i < source.length; i++) target.words.set(source.words.subarray(i * 4, i * 4 + 4), place(i) * 4)
  } else if (target.type === 'bigint' && source.type === 'bigint') {
    copy(target.values, source.values)
  } else if (isBoxed(target) && isBoxed(source) && source.type === target.type) {
    copy(boxes(target), source.values)
  } else {
    const [to, from] = [numbersOf(target), numbersOf(source)]
    if (!to || !from || source.type !== target.type) {
      throw new TypeError(`a ${source.type} vector does not fit into a ${target.type} vector`)
    }
    copy(to, from)
  }
}

type Writable<Value> = { [index: number]: Value }

function numbersOf(vector: Vector): Writable<number> | undefined {
  switch (vector.type) {
    case 'int':
    case 'float':
    case 'bool':
      return vector.values
    case 'decimal':
      return vector.unscaled
    case 'date':
      return vector.days
    case 'time':
    case 'timestamp':
      return vector.micros
    case 'pick':
      return vector.indices
    default:
      return undefined
  }
}

type Boxed = TextVector | BytesVector | JsonVector | ListVector

function isBoxed(vector: Vector): vector is Boxed {
  return vector.type === 'text' || vector.type === 'bytes' || vector.type === 'json' || vector.type === 'list'
}

/** Fresh arrays are written once more before anyone sees them; to everyone else they are read-only. */
function boxes(vector: Boxed): unknown[] {
  return vector.values as unknown[]
}
