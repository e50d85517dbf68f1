import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { typeName, type VectorExtension } from '../vector-extension.ts'
import { sqlstateOf } from './storage-accuracy.ts'

/** What no column of vectors may take, and whether the server refused it. */
export interface RefusedVector {
  readonly name: string
  readonly refused: boolean
  /** What the server said; null where it took it. */
  readonly sqlstate: string | null
}

interface Case {
  readonly name: string
  readonly text: (extension: VectorExtension) => string
}

const cast =
  (type: 'vector' | 'halfvec' | 'sparsevec', value: string, dimension = 3): Case['text'] =>
  (extension) =>
    `select '${value}'::${typeName(extension, type, dimension)}`

const cases: readonly Case[] = [
  { name: 'too few dimensions', text: cast('vector', '[1,2]') },
  { name: 'too many dimensions', text: cast('vector', '[1,2,3,4]') },
  { name: 'not a number', text: cast('vector', '[NaN,1,1]') },
  { name: 'infinity', text: cast('vector', '[Infinity,1,1]') },
  { name: 'a component beyond single precision', text: cast('vector', '[1e39,1,1]') },
  { name: 'a component beyond half precision', text: cast('halfvec', '[70000,1,1]') },
  { name: 'text that is no vector', text: cast('vector', '[1,2') },
  { name: 'a sparse place outside of the dimensions', text: cast('sparsevec', '{4:1}/3') },
  { name: 'a sparse place twice', text: cast('sparsevec', '{1:1,1:2}/3') },
  {
    name: 'a component that is null',
    text: (extension) => `select '{1,null,3}'::real[]::${typeName(extension, 'vector', 3)}`,
  },
  {
    name: 'more dimensions than the type has',
    text: (extension) => `select array_fill(1::real, array[16001])::${typeName(extension, 'vector')}`,
  },
  {
    name: 'distance between different dimensions',
    text: (extension) =>
      `select ${vector(extension, '[1,2]')} operator(${quoted(extension)}.<->) ${vector(extension, '[1]')}`,
  },
]

function vector(extension: VectorExtension, value: string): string {
  return `'${value}'::${typeName(extension, 'vector')}`
}

function quoted(extension: VectorExtension): string {
  return typeName(extension, 'vector').slice(0, -'.vector'.length)
}

/** Nothing of it stays. */
export async function refusedVectors(client: DatabaseTestClient, extension: VectorExtension): Promise<RefusedVector[]> {
  const tried: RefusedVector[] = []
  for (const { name, text } of cases) {
    const sqlstate = await client.query(text(extension)).then(
      () => null,
      (thrown: unknown) => {
        const said = sqlstateOf(thrown)
        if (said === undefined) throw thrown
        return said
      },
    )
    tried.push({ name, refused: sqlstate !== null, sqlstate })
  }
  return tried
}
