/** Types of pgvector, and bit strings, which it searches too. */
export const vectorTypes = ['vector', 'halfvec', 'sparsevec', 'bit'] as const
export type VectorType = (typeof vectorTypes)[number]

/** Components; of a bit string, what is above zero is a one. */
export type Vector = ArrayLike<number>

interface Precision {
  /** Bits of the fraction, and the least exponent of a number that has all of them. */
  readonly fraction: number
  readonly leastExponent: number
  readonly largest: number
}

const single: Precision = { fraction: 23, leastExponent: -126, largest: 3.4028234663852886e38 }
const half: Precision = { fraction: 10, leastExponent: -14, largest: 65_504 }

interface VectorTypeFacts {
  /** Null where a component is kept as it is. */
  readonly precision: Precision | null
  /** The most dimensions of a column; of a sparse vector, the most components that are not zero. */
  readonly most: number
}

const vectorTypeFacts: Readonly<Record<VectorType, VectorTypeFacts>> = {
  vector: { precision: single, most: 16_000 },
  halfvec: { precision: half, most: 16_000 },
  sparsevec: { precision: single, most: 16_000 },
  bit: { precision: null, most: 83_886_080 },
}

/** What a column of the type should keep of a component: everything but what rounding to it takes. */
export function keptComponent(type: VectorType, component: number): number {
  return type === 'bit' ? Number(component > 0) : component
}

/** How far rounding to the nearest number of the type may move a component: half a unit in its last place. */
export function roundingBound(type: VectorType, component: number): number {
  const { precision } = vectorTypeFacts[type]
  if (precision === null) return 0
  const exponent = Math.max(exponentOf(component), precision.leastExponent)
  return 2 ** (exponent - precision.fraction - 1)
}

/** Whether rounding the component to the type would leave its range; a server refuses it then. */
export function isBeyond(type: VectorType, component: number): boolean {
  const { precision } = vectorTypeFacts[type]
  if (precision === null) return false
  return Math.abs(component) >= precision.largest + roundingBound(type, precision.largest)
}

const view = new DataView(new ArrayBuffer(8))

/** The exponent of two, exactly; of what is smaller than any normal number the least one. */
function exponentOf(value: number): number {
  view.setFloat64(0, value)
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023
}
