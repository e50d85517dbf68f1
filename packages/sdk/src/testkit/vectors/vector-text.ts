import type { Vector, VectorType } from './vector-type.ts'

/** A vector as the input of its type. */
export function vectorText(type: VectorType, vector: Vector): string {
  const components = Array.from(vector)
  switch (type) {
    case 'vector':
    case 'halfvec':
      return `[${components.join(',')}]`
    case 'sparsevec': {
      const there = components.flatMap((component, at) => (component === 0 ? [] : [`${at + 1}:${component}`]))
      return `{${there.join(',')}}/${components.length}`
    }
    case 'bit':
      return components.map((component) => (component > 0 ? '1' : '0')).join('')
  }
}

/** What a server wrote. Its text is the shortest that says the number of single precision that it holds. */
export function readVector(type: VectorType, text: string): number[] {
  switch (type) {
    case 'vector':
    case 'halfvec':
      return text.slice(1, -1).split(',').map(single)
    case 'sparsevec': {
      const end = text.lastIndexOf('}')
      const components = new Array<number>(Number(text.slice(end + 2))).fill(0)
      for (const pair of text.slice(1, end).split(',')) {
        const [at, value] = pair.split(':')
        if (at && value !== undefined) components[Number(at) - 1] = single(value)
      }
      return components
    }
    case 'bit':
      return Array.from(text, Number)
  }
}

function single(text: string): number {
  return Math.fround(Number(text))
}
