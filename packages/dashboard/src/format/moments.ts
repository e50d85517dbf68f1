const minute = 60
const hour = 60 * minute
const day = 24 * hour

// A formatter takes many times as long to make as to use, and a list has three a row.
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const dateTimes = formatsOf({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
const times = formatsOf({ hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** One for each zone. */
function formatsOf(options: Intl.DateTimeFormatOptions): (timeZone: string) => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>()
  return (timeZone) => {
    const known = made.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
    made.set(timeZone, known)
    return known
  }
}

/** 3 minutes ago, in 2 days: how far a moment is from another, in the largest unit that says it. */
export function distanceOf(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const far = Math.abs(seconds)
  // Clocks differ by some seconds: what has just happened is not told as what will.
  if (far < 45) return seconds > 12 ? 'in a moment' : 'just now'
  if (far < hour) return words.format(Math.round(seconds / minute), 'minute')
  if (far < day) return words.format(Math.round(seconds / hour), 'hour')
  if (far < 30 * day) return words.format(Math.round(seconds / day), 'day')
  if (far < 365 * day) return words.format(Math.round(seconds / (30 * day)), 'month')
  return words.format(Math.round(seconds / (365 * day)), 'year')
}

/** 2 Nov 2026, 14:05 in that zone. */
export function dateTimeOf(at: Date, timeZone: string): string {
  return dateTimes(timeZone).format(at)
}

/** 14:05:09 in that zone. */
export function timeOf(at: Date, timeZone: string): string {
  return times(timeZone).format(at)
}

/** What a clock there shows beside one here: nothing where both show the same at that moment. */
export function besideOf(at: Date, here: string, there: string | undefined): string | undefined {
  if (there === undefined || there === here) return undefined
  const [mine, theirs] = [dateTimeOf(at, here), dateTimeOf(at, there)]
  if (mine === theirs) return undefined
  const [myDay, theirDay] = [mine.split(', ')[0], theirs.split(', ')[0]]
  return `${myDay === theirDay ? theirs.split(', ')[1] : theirs} in ${cityOf(there)}`
}

/** 1.4 s, 3 min 20 s, 2 h 5 min. */
export function spanOf(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)]
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Europe/Berlin → Berlin. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}
