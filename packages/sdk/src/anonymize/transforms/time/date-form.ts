import { civilDateOf } from '../../../model/calendar.ts'
import { type Moment, readMoment } from './moment.ts'

/** Dates that are not written as ISO 8601 has them. */
export interface WrittenDate {
  /** Undefined where the text is no date of this form. */
  read(text: string): Moment | undefined
  /** As `like` is written, which `read` has read; undefined of a year that the form has no room for. */
  write(moment: Moment, like: string): string | undefined
  /** How many letters more than another one may have: a 9 becomes a 10. */
  readonly growth: number
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const patterns: ReadonlyMap<string, string> = new Map([
  ['D', '(?<day>\\d{1,2})'],
  ['DD', '(?<day>\\d\\d)'],
  ['M', '(?<month>\\d{1,2})'],
  ['MM', '(?<month>\\d\\d)'],
  ['MMM', `(?<month>${months.join('|')})`],
  ['YY', '(?<year>\\d\\d)'],
  ['YYYY', '(?<year>\\d{4})'],
])
const time = '(?:(?<gap>[T ])(?<hour>\\d{1,2})(?<rest>:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?))?'
/** The first of the hundred years that two digits stand for. */
const FIRST_OF_TWO = 1970

/** Undefined of what does not say how a date is written: day, month and year, each once, as in M/D/YYYY. */
export function writtenDate(form: string): WrittenDate | undefined {
  const pieces = form.match(/D+|M+|Y+|[/., -]+|./g) ?? []
  const named = pieces.filter((piece) => patterns.has(piece))
  const isKnown = pieces.every((piece) => patterns.has(piece) || /^[/., -]/.test(piece))
  if (
    !isKnown ||
    named
      .map((piece) => piece[0])
      .sort()
      .join('') !== 'DMY'
  )
    return undefined
  const date = pieces.map((piece) => patterns.get(piece) ?? piece.replace(/[/.-]/g, '\\$&')).join('')
  const pattern = new RegExp(`^${date}${time}$`, 'i')
  return {
    growth: named.filter((piece) => piece === 'D' || piece === 'M').length,
    read(text) {
      const { year, month, day, gap = '', hour = '', rest = '' } = pattern.exec(text)?.groups ?? {}
      if (year === undefined || month === undefined || day === undefined) return undefined
      const clock = gap && `${gap}${hour.padStart(2, '0')}${rest}`
      return readMoment(`${yearOf(year)}-${two(monthOf(month))}-${two(Number(day))}${clock}`)
    },
    write({ days, clock }, like) {
      const { year, month, day } = civilDateOf(days)
      const years = String(year).padStart(4, '0')
      if (years.length > 4 || year < 1 || (named.includes('YY') && yearOf(years.slice(2)) !== years)) return undefined
      const was = pattern.exec(like)?.groups ?? {}
      const written = new Map<string, string>([
        ...([
          ['D', String(day)],
          ['DD', two(day)],
          ['M', String(month)],
          ['MM', two(month)],
        ] as const),
        ...([
          ['MMM', inCaseOf(was.month ?? '', months[month - 1]!)],
          ['YY', years.slice(2)],
          ['YYYY', years],
        ] as const),
      ])
      const hours = was.hour?.length === 1 ? clock.replace(/^(.)0(?=\d:)/, '$1') : clock
      return `${pieces.map((piece) => written.get(piece) ?? piece).join('')}${hours}`
    },
  }
}

function yearOf(digits: string): string {
  if (digits.length === 4) return digits
  const inCentury = Number(digits) - (FIRST_OF_TWO % 100)
  return String(FIRST_OF_TWO + ((inCentury + 100) % 100))
}

function monthOf(text: string): number {
  const named = months.findIndex((month) => month.toLowerCase() === text.toLowerCase())
  return named >= 0 ? named + 1 : Number(text)
}

function inCaseOf(like: string, month: string): string {
  if (like === like.toUpperCase()) return month.toUpperCase()
  return like === like.toLowerCase() ? month.toLowerCase() : month
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** The usual ones; where days and months could be either, that of whoever writes a stroke is taken for American. */
const usual = [
  ...['YYYY/M/D', 'YYYY.M.D', 'YYYY-M-D', 'M/D/YYYY', 'D/M/YYYY', 'D.M.YYYY', 'D-M-YYYY', 'M-D-YYYY'],
  ...['M/D/YY', 'D/M/YY', 'D.M.YY', 'D-MMM-YYYY', 'D-MMM-YY', 'D MMM YYYY', 'MMM D, YYYY', 'YYYYMMDD'],
]
/** Of as many values at least. */
const most = 0.95

/** How dates are written, where next to all of some texts are; undefined where they are none, or as ISO 8601 has them. */
export function usualForm(texts: readonly string[]): string | undefined {
  const isMost = (holds: (text: string) => boolean) => texts.filter(holds).length >= most * texts.length
  if (texts.length < 3 || isMost((text) => readMoment(text) !== undefined)) return undefined
  const isRead = (form: string) => {
    const date = writtenDate(form)
    return isMost((text) => date?.read(text) !== undefined)
  }
  const form = usual.find(isRead)
  const padded = form?.replace(/(?<![DM])[DM](?![DM])/g, '$&$&')
  return padded !== undefined && isRead(padded) ? padded : form
}
