import { UnderstudyError } from '@understudy/sdk/error'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }

/** 500ms, 3s, 2min, 1h in milliseconds; a bare number is seconds. */
export function milliseconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h)?$/.exec(text.trim()) ?? []
  const factor = units[unit]
  if (number !== undefined && factor !== undefined) return Math.round(Number(number) * factor)
  throw new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message: `${flag} ${JSON.stringify(text)} is no time`,
    hint: `Give ${flag} 500ms, 3s, 2min or 1h; 0 is without end.`,
  })
}
