interface Numbers {
  readonly min: number
  readonly max: number
  readonly quantiles: {
    readonly p05: number
    readonly p25: number
    readonly p50: number
    readonly p75: number
    readonly p95: number
  }
}

/** Where quantiles stand between the least and the most, in hundredths. */
export function spreadOf({ min, max, quantiles: { p05, p25, p50, p75, p95 } }: Numbers) {
  const of = (value: number) => (max === min ? 50 : Math.min(100, Math.max(0, ((value - min) / (max - min)) * 100)))
  return { min, max, p25, p50, p75, at: { p05: of(p05), p25: of(p25), p50: of(p50), p75: of(p75), p95: of(p95) } }
}

/** How days, times and instants are said, whose figures are numbers; undefined for what is a number itself. */
export function momentsOf(type: string): ((value: number) => string) | undefined {
  switch (type) {
    case 'date':
      return (days) => new Date(days * 86_400_000).toISOString().slice(0, 10)
    case 'timestamp':
    case 'timestamptz':
    case 'datetime':
      return (micros) => new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ')
    case 'time':
      return (micros) => new Date(micros / 1000).toISOString().slice(11, 19)
    default:
      return undefined
  }
}
