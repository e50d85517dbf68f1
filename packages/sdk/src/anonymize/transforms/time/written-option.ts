import { z } from 'zod'
import { writtenDate } from './date-form.ts'
import { type Moment, readMoment, writeMoment } from './moment.ts'

/** How texts are written that are no dates of ISO 8601, which are read all the same. */
export const writtenOption = z
  .string()
  .refine((form) => writtenDate(form) !== undefined, 'day, month and year, each once: D, DD, M, MM, MMM, YY, YYYY')
  .optional()
  .describe(
    'how dates of a text are written, such as M/D/YYYY, DD.MM.YYYY or D-MMM-YY; as ISO 8601 has them when not said',
  )

/** Undefined of what is no date. */
export type ReadingDates = (text: string) => DateRead | undefined

interface DateRead {
  readonly moment: Moment
  /** In the form that it was read in. */
  write(moment: Moment): string | undefined
}

export function readingDates(written: string | undefined): ReadingDates {
  const form = written === undefined ? undefined : writtenDate(written)
  return (text) => {
    const own = form?.read(text)
    if (form && own) return { moment: own, write: (moment) => form.write(moment, text) }
    const moment = readMoment(text)
    return moment && { moment, write: writeMoment }
  }
}

/** How much longer than itself a text can become. */
export function growthOf(written: string | undefined): number {
  return written === undefined ? 0 : (writtenDate(written)?.growth ?? 0)
}
