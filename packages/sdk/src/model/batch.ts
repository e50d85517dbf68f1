/**
 * A batch is columnar: one vector per column, all of the same length. Encoders, loaders, masks and rules work on
 * batches; row objects exist only at the edge of the API.
 *
 * In every vector a value is absent (null) where `nulls` is given and holds 1.
 */

/** Words packed for two uses: as strings for row objects, as UTF-8 bytes for encoders. */
export interface Dictionary {
  readonly words: readonly string[]
  /** UTF-8 of all words, end to end. */
  readonly bytes: Uint8Array
  /** Word i is bytes[offsets[i] .. offsets[i + 1]]. */
  readonly offsets: Uint32Array
  /** True where no word needs escaping in any text format: only letters, digits, space and -_.@:/+ (any letter beyond ASCII too). */
  readonly plain: boolean
}

interface Nullable {
  readonly length: number
  readonly nulls?: Uint8Array | undefined
}

/** Whole numbers, exact up to 2^53. */
export interface IntVector extends Nullable {
  readonly type: 'int'
  readonly values: Float64Array
}
export interface BigIntVector extends Nullable {
  readonly type: 'bigint'
  readonly values: BigInt64Array
}
export interface FloatVector extends Nullable {
  readonly type: 'float'
  readonly values: Float64Array
}
/** value = unscaled / 10^scale, unscaled a whole number exact up to 2^53. */
export interface DecimalVector extends Nullable {
  readonly type: 'decimal'
  readonly unscaled: Float64Array
  readonly scale: number
}
export interface BoolVector extends Nullable {
  readonly type: 'bool'
  readonly values: Uint8Array
}
/** Days since 1970-01-01. */
export interface DateVector extends Nullable {
  readonly type: 'date'
  readonly days: Int32Array
}
/** Microseconds since midnight. */
export interface TimeVector extends Nullable {
  readonly type: 'time'
  readonly micros: Float64Array
}
/** Microseconds since 1970-01-01T00:00:00Z; `zoned` says whether it is an instant or a wall-clock time. */
export interface TimestampVector extends Nullable {
  readonly type: 'timestamp'
  readonly micros: Float64Array
  readonly zoned: boolean
}
/** Four 32-bit words a value, most significant first. */
export interface UuidVector extends Nullable {
  readonly type: 'uuid'
  readonly words: Uint32Array
}
/** Text out of a dictionary. */
export interface PickVector extends Nullable {
  readonly type: 'pick'
  readonly indices: Int32Array
  readonly dictionary: Dictionary
}
/** Text put together of parts at the last moment; parts hold no nulls of their own and are of type pick, int or text. */
export interface ConcatVector extends Nullable {
  readonly type: 'concat'
  readonly parts: readonly (PickVector | IntVector | TextVector | ConstVector)[]
}
/** The same text in every row; only inside a concat. */
export interface ConstVector extends Nullable {
  readonly type: 'const'
  readonly text: string
  readonly bytes: Uint8Array
  readonly plain: boolean
}
export interface TextVector extends Nullable {
  readonly type: 'text'
  readonly values: readonly string[]
}
export interface BytesVector extends Nullable {
  readonly type: 'bytes'
  readonly values: readonly Uint8Array[]
}
/** JSON values. A JSON null is the value null with `nulls` 0; an absent value has `nulls` 1. */
export interface JsonVector extends Nullable {
  readonly type: 'json'
  readonly values: readonly unknown[]
}
/** Lists, such as a Postgres array: every list is a vector of its own. */
export interface ListVector extends Nullable {
  readonly type: 'list'
  readonly values: readonly Vector[]
}

export type Vector =
  | IntVector
  | BigIntVector
  | FloatVector
  | DecimalVector
  | BoolVector
  | DateVector
  | TimeVector
  | TimestampVector
  | UuidVector
  | PickVector
  | ConcatVector
  | TextVector
  | BytesVector
  | JsonVector
  | ListVector

export interface Column {
  readonly name: string
  readonly vector: Vector
}

export interface Batch {
  readonly entity: string
  /** Row number of the first row within its entity. */
  readonly firstRow: number
  readonly length: number
  readonly columns: readonly Column[]
}
