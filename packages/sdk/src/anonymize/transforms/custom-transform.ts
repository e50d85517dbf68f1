import { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import type { Promises, RowValues, Transform, TransformColumn } from '../transform.ts'
import { type ValueForm, valueForms } from '../value-form.ts'
import { type Draws, type KeyedDraws, keyedDraws } from './draws/keyed-draws.ts'

/** What a function of the program is told besides the value. */
export interface CustomContext {
  readonly row: RowValues
  readonly column: TransformColumn
  /** Numbers that only this value draws, under the column's key: what to use instead of chance. */
  draws(): Draws
}

export type CustomFunction = (text: string, context: CustomContext) => string | null

export interface CustomPromises extends Partial<Promises> {
  /** Raised when the function gives other values than before; default 1. */
  readonly version?: number
  readonly summary?: string
  /** Default: all forms. */
  readonly accepts?: readonly ValueForm[]
  /** Columns of the row that it asks for. */
  readonly reads?: readonly string[]
}

const noOptions = z.strictObject({})

/**
 * A transform of the program's own, which policies name like any other. It is given to one compilation, and known nowhere
 * else. What is not promised is taken not to hold.
 */
export function customTransform(name: string, fn: CustomFunction, promises: CustomPromises = {}): Transform {
  const { version = 1, summary = 'A function of the program', accepts = valueForms, reads = [], ...given } = promises
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UnderstudyError('POLICY_INVALID', {
      operation: 'make a transform',
      message: `${JSON.stringify(name)} is no name of a transform`,
      hint: 'Use small letters, digits and hyphens.',
    })
  }
  return {
    name,
    version,
    group: 'any',
    summary,
    options: noOptions,
    accepts,
    reads: () => reads,
    promises: () => ({
      deterministic: true,
      unique: 'lost',
      format: 'lost',
      longest: () => undefined,
      mayKeep: 'whatever the function lets through',
      ...given,
    }),
    mask(_, { key, column }) {
      // A function that never draws needs no key.
      let keyed: KeyedDraws | undefined
      const draws = () => (keyed ??= keyedDraws(key, 'custom'))
      return { value: (text, row) => fn(text, { row, column, draws: () => draws().of(text) }) }
    },
  }
}
