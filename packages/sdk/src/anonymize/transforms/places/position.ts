import { z } from 'zod'
import type { Transform, TransformContext } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'
import {
  type Axis,
  digitsOf,
  drawnOffset,
  METRES_A_DEGREE,
  metresALongitude,
  normal,
  ofGrid,
  readDegrees,
  writeDegrees,
} from './degrees.ts'

export const POSITION = 'position'

export const positionOptions = {
  metres: z.number().positive().max(500_000).default(1000).describe('farthest that it is moved, or width of the grid'),
  method: z.enum(['jitter', 'grid']).default('jitter').describe('a keyed step aside, or the middle of a square'),
}

const options = z.strictObject({
  ...positionOptions,
  latitude: z.string().optional().describe('of a longitude: the column with the latitude, for the width of a degree'),
})

/** Up to here a square of the grid is at least as wide as it says where no latitude is known. */
const WIDE_TO = 60

function axisTransform(axis: Axis): Transform {
  return defineTransform({
    name: axis,
    version: 2,
    group: 'places',
    summary:
      axis === 'latitude'
        ? 'A latitude moved by metres: with a subject, together with its longitude'
        : 'A longitude moved by metres: with a subject, together with its latitude',
    options,
    examples: [{}, { metres: 5000, method: 'grid' }],
    accepts: ['decimal', 'float', 'text'],
    domain: POSITION,
    reads: ({ latitude }) => (latitude === undefined || axis === 'latitude' ? [] : [latitude]),
    promises: ({ method }, { type }) => ({
      deterministic: true,
      unique: 'lost',
      format: 'preserved',
      longest: (length) => Math.max(length, 5 + (type.scale ?? 6)),
      mayKeep: method === 'grid' ? 'the middle of a square' : undefined,
    }),
    mask(given, context) {
      const move = given.method === 'grid' ? undefined : drawnSteps(context, given.metres)
      const otherwise = given.method === 'grid' ? stars : formFallback(context.key)
      const { type } = context.column
      return {
        value(text, row) {
          const value = readDegrees(text)
          if (value === undefined) return /^-?(infinity|nan)$/i.test(text) ? text : otherwise(text)
          const named = given.latitude === undefined ? null : row.text(given.latitude)
          const latitude = named === null ? undefined : readDegrees(named)
          const perDegree = axis === 'latitude' ? METRES_A_DEGREE : metresALongitude(latitude ?? (move ? 0 : WIDE_TO))
          const moved = move
            ? value + move(text, row)[axis === 'latitude' ? 'north' : 'east'] / perDegree
            : ofGrid(value, given.metres / perDegree)
          const written = writeDegrees(normal(moved, axis), type)
          if (written !== text || !move) return written
          return writeDegrees(normal(value + (value > 0 ? -1 : 1) / 10 ** digitsOf(type), axis), type)
        },
      }
    },
  })
}

/** The step aside of a subject, the same for its latitude and its longitude. */
export function drawnSteps({ key, subject }: TransformContext, metres: number) {
  const draws = keyedDraws(key, 'step')
  const subjectOf = subjectText(subject)
  return (text: string, row: Parameters<typeof subjectOf>[1]) => drawnOffset(draws.of(subjectOf(text, row)), metres)
}

export function stars(text: string): string {
  return text.replace(/\S/gu, '*')
}

export const latitude = axisTransform('latitude')
export const longitude = axisTransform('longitude')
