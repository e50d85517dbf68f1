import type { ScalarType } from '../../masking-schema.ts'
import type { Draws } from '../draws/keyed-draws.ts'

/** Of a degree of latitude, and of longitude at the equator. */
export const METRES_A_DEGREE = 111_320

export type Axis = 'latitude' | 'longitude'

/** Undefined where the text is no number. */
export function readDegrees(text: string): number | undefined {
  const value = /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** With six digits, a tenth of a metre, or as many as the column has; never as -0. */
export function writeDegrees(value: number, type: Pick<ScalarType, 'scale'>): string {
  const text = value.toFixed(digitsOf(type))
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return plain === '-0' ? '0' : plain
}

export function digitsOf({ scale = 6 }: Pick<ScalarType, 'scale'>): number {
  return Math.min(scale, 10)
}

/** Beyond a pole is on the other side of the same circle; longitudes begin again. */
export function normal(value: number, axis: Axis): number {
  if (axis === 'longitude') return value >= -180 && value <= 180 ? value : ((((value + 180) % 360) + 360) % 360) - 180
  return Math.max(-90, Math.min(90, value > 90 ? 180 - value : value < -90 ? -180 - value : value))
}

export interface Offset {
  readonly north: number
  readonly east: number
}

/** In metres: evenly over a ring, so that it is never near nothing. */
export function drawnOffset(draws: Draws, metres: number): Offset {
  const angle = (draws.below(2 ** 32) / 2 ** 32) * 2 * Math.PI
  const distance = metres * Math.sqrt(0.1 + (0.9 * draws.below(2 ** 32)) / 2 ** 32)
  return { north: distance * Math.sin(angle), east: distance * Math.cos(angle) }
}

/** Metres in a degree of longitude; where no latitude is known as at the equator, so that no offset is too far. */
export function metresALongitude(latitude: number | undefined): number {
  return METRES_A_DEGREE * Math.max(0.01, Math.cos(((latitude ?? 0) * Math.PI) / 180))
}

/** The middle of the square of a grid that the value lies in. */
export function ofGrid(value: number, step: number): number {
  return (Math.floor(value / step) + 0.5) * step
}
