import { z } from 'zod'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { METRES_A_DEGREE, metresALongitude, normal, ofGrid, readDegrees, writeDegrees } from './degrees.ts'
import { drawnSteps, POSITION, positionOptions, stars } from './position.ts'

/** Two numbers with a comma or a space between them, and whatever stands around: (2.35,48.85), POINT(2.35 48.85), 48.85, 2.35. */
const pair = /^([^\d+-]*)([+-]?\d+(?:\.\d+)?)(\s*[,;\s]\s*)([+-]?\d+(?:\.\d+)?)([^\d]*)$/

const NOWHERE = '(0,0)'

/** The last digit that is written. */
const LEAST = 0.000001

export const point = defineTransform({
  name: 'point',
  version: 2,
  group: 'places',
  summary:
    'A position moved by metres, with a subject together with its latitude and longitude; also of text such as POINT(2 48)',
  options: z.strictObject({
    ...positionOptions,
    order: z.enum(['longitude-latitude', 'latitude-longitude']).default('longitude-latitude'),
  }),
  examples: [{}, { metres: 5000, method: 'grid' }, { order: 'latitude-longitude' }],
  accepts: ['point', 'text'],
  domain: POSITION,
  promises: ({ method }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'preserved',
    longest: fittedLength(type, NOWHERE.length, (length) => length + 20),
    mayKeep: method === 'grid' ? 'the middle of a square' : undefined,
  }),
  mask(given, context) {
    const steps = given.method === 'grid' ? undefined : drawnSteps(context, given.metres)
    const otherwise = given.method === 'grid' ? stars : formFallback(context.key)
    const isLongitudeFirst = given.order === 'longitude-latitude'
    const mask: Mask = {
      value(text, row) {
        const parts = pair.exec(text)
        if (!parts) return context.column.type.form === 'point' ? NOWHERE : otherwise(text)
        const [, open, one = '', between, two = '', close] = parts
        const [longitude = 0, latitude = 0] = (isLongitudeFirst ? [one, two] : [two, one]).map(readDegrees)
        const perDegree = metresALongitude(latitude)
        const step = steps?.(text, row)
        const north = step ? latitude + step.north / METRES_A_DEGREE : ofGrid(latitude, given.metres / METRES_A_DEGREE)
        const east = step
          ? longitude + step.east / perDegree
          : ofGrid(longitude, given.metres / metresALongitude(north))
        const y = writeDegrees(normal(north, 'latitude'), {})
        const x = writeDegrees(normal(east, 'longitude'), {})
        const written = (north: string) =>
          isLongitudeFirst ? `${open}${x}${between}${north}${close}` : `${open}${north}${between}${x}${close}`
        if (written(y) !== text || !step) return written(y)
        return written(writeDegrees(normal(north + LEAST, 'latitude'), {}))
      },
    }
    return fittedMask(context.column.type, mask, () => NOWHERE)
  },
})
