interface Schedule {
  readonly frequency: 'weekly' | 'biweekly' | 'monthly'
  readonly dayOfWeek?: number | undefined
  readonly timeOfDay: string
  readonly timezone: string
}

const days = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']

/** When a team wants its data made anew: Mondays at 06:30, Paris. */
export function planWords({ frequency, dayOfWeek, timeOfDay, timezone }: Schedule): string {
  const city = (timezone.split('/').at(-1) ?? timezone).replaceAll('_', ' ')
  const day = dayOfWeek === undefined ? undefined : days[dayOfWeek - 1]
  const often = {
    weekly: day ?? 'Weekly',
    biweekly: day === undefined ? 'Every other week' : `Every other week, ${day}`,
    monthly: day === undefined ? 'Monthly' : `Monthly, ${day}`,
  }[frequency]
  return `${often} at ${timeOfDay}, ${city}`
}
