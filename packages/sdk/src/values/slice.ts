import type { Vector } from '../model/batch.ts'
import type { Part } from './vectors.ts'

/** Rows first .. first + length - 1 of a vector without nulls. */
export function sliced(vector: Vector, first: number, length: number): Vector {
  const end = first + length
  switch (vector.type) {
    case 'int':
    case 'float':
      return { ...vector, length, values: vector.values.subarray(first, end) }
    case 'bigint':
      return { ...vector, length, values: vector.values.subarray(first, end) }
    case 'decimal':
      return { ...vector, length, unscaled: vector.unscaled.subarray(first, end) }
    case 'bool':
      return { ...vector, length, values: vector.values.subarray(first, end) }
    case 'date':
      return { ...vector, length, days: vector.days.subarray(first, end) }
    case 'time':
    case 'timestamp':
      return { ...vector, length, micros: vector.micros.subarray(first, end) }
    case 'uuid':
      return { ...vector, length, words: vector.words.subarray(4 * first, 4 * end) }
    case 'pick':
      return { ...vector, length, indices: vector.indices.subarray(first, end) }
    case 'concat':
      return { ...vector, length, parts: vector.parts.map((part) => slicedPart(part, first, length)) }
    case 'text':
      return { ...vector, length, values: vector.values.slice(first, end) }
    case 'bytes':
      return { ...vector, length, values: vector.values.slice(first, end) }
    case 'json':
      return { ...vector, length, values: vector.values.slice(first, end) }
    case 'list':
      return { ...vector, length, values: vector.values.slice(first, end) }
  }
}

function slicedPart(part: Part, first: number, length: number): Part {
  switch (part.type) {
    case 'const':
      return { ...part, length }
    case 'int':
      return { ...part, length, values: part.values.subarray(first, first + length) }
    case 'pick':
      return { ...part, length, indices: part.indices.subarray(first, first + length) }
    case 'text':
      return { ...part, length, values: part.values.slice(first, first + length) }
  }
}
