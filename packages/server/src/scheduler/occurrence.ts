import { Temporal } from 'temporal-polyfill'

/** One time at which something is to be done. */
export interface Occurrence {
  /** The instant: ISO 8601 in UTC. */
  readonly at: string
  /** What the clocks on the walls show then. */
  readonly local: string
  readonly timezone: string
  /** By which they differ from UTC then: +02:00. */
  readonly offset: string
  /** What was asked for: in a gap of the clocks it is not `local`. */
  readonly planned: string
  readonly change: 'gap' | 'overlap' | null
  /** What `change` means, for people. */
  readonly note: string | null
}

/**
 * A time of day on a day, in a zone. One that the clocks skip is as much later as they skip; of one that comes twice it is
 * the first. Both are what Temporal calls compatible.
 */
export function occurrenceOn(day: Temporal.PlainDate, timeOfDay: string, timezone: string): Occurrence {
  const planned = day.toPlainDateTime(Temporal.PlainTime.from(timeOfDay))
  const found = planned.toZonedDateTime(timezone)
  const local = found.toPlainDateTime()
  const change = !local.equals(planned)
    ? 'gap'
    : planned.toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds === found.epochMilliseconds
      ? null
      : 'overlap'
  return {
    at: new Date(found.epochMilliseconds).toISOString(),
    local: local.toString(),
    timezone,
    offset: found.offset,
    planned: planned.toString({ smallestUnit: 'minute' }),
    change,
    note: noteOf(change, timeOfDay, local),
  }
}

/** What was planned, as `planned` of an occurrence says it. */
export function plannedIn(planned: string, timezone: string): Occurrence {
  const [day = '', time = ''] = planned.split('T')
  return occurrenceOn(Temporal.PlainDate.from(day), time, timezone)
}

/** An instant as people of a place read it. */
export function instantIn(at: Date, timezone: string): Occurrence {
  const found = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone)
  const local = found.toPlainDateTime().round({ smallestUnit: 'second', roundingMode: 'floor' })
  return {
    at: at.toISOString(),
    local: local.toString(),
    timezone,
    offset: found.offset,
    planned: local.toString({ smallestUnit: 'minute' }),
    change: null,
    note: null,
  }
}

function noteOf(change: Occurrence['change'], timeOfDay: string, local: Temporal.PlainDateTime): string | null {
  switch (change) {
    case null:
      return null
    case 'gap':
      return `The clocks are put forward over ${timeOfDay} on this day: it is at ${local.toPlainTime().toString({ smallestUnit: 'minute' })}.`
    case 'overlap':
      return `The clocks are put back over ${timeOfDay} on this day, which comes twice: it is the first time.`
  }
}
