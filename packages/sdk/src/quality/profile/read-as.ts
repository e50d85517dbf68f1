import { parseDate, parseTime, parseTimestamp } from '../../model/calendar.ts'
import type { FieldType } from '../../model/schema.ts'

/** From narrow to wide: what text can be read as. The first that takes every value is the one. */
const readings: readonly { readonly type: FieldType; readonly read: (text: string) => number | undefined }[] = [
  { type: 'boolean', read: (text) => (/^(true|false)$/i.test(text) ? 0 : undefined) },
  { type: 'integer', read: (text) => (/^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined) },
  { type: 'decimal', read: (text) => (/^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) ? Number(text) : undefined) },
  { type: 'float', read: (text) => (/^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text) ? leadless(text) : undefined) },
  {
    type: 'uuid',
    read: (text) => (/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text) ? 0 : undefined),
  },
  { type: 'date', read: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? parseDate(text) : undefined) },
  { type: 'timestamp', read: (text) => (isMoment(text) && !isZoned(text) ? parseTimestamp(text) : undefined) },
  { type: 'timestamptz', read: (text) => (isMoment(text) && isZoned(text) ? parseTimestamp(text) : undefined) },
  { type: 'time', read: (text) => (/^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/.test(text) ? parseTime(text) : undefined) },
]

const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)
const isZoned = (text: string): boolean => /(z|[+-]\d\d(:?\d\d)?)$/i.test(text.slice(16))

/** 007 is a code, not a number. */
function leadless(text: string): number | undefined {
  return /^-?0\d/.test(text) ? undefined : Number(text)
}

/** How a column of text can be read: as the narrowest type that takes every value. */
export class ReadAs {
  private alive: typeof readings | undefined

  /** The value as a number of its type, 0 where it has none; undefined where no type takes all values so far. */
  add(text: string): number | undefined {
    // A value that is of two types is of one that holds the other: what is left are such types alone.
    if (this.alive === undefined) this.alive = readings.filter(({ read }) => read(text) !== undefined)
    for (;;) {
      const [narrowest] = this.alive
      if (narrowest === undefined) return undefined
      const value = narrowest.read(text)
      if (value !== undefined) return value
      this.alive = this.alive.slice(1)
    }
  }

  /** Undefined where no type takes all values, or none was there. */
  type(): FieldType | undefined {
    return this.alive?.[0]?.type
  }
}
