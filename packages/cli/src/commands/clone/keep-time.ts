import { usage } from '../generate/options.ts'

const units: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** 90min, 36h, 7d, 2w in milliseconds. */
export function keepTime(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, number, unit = ''] = /^(\d+)(min|h|d|w)$/.exec(text.trim()) ?? []
  const factor = units[unit]
  if (number !== undefined && factor !== undefined) return Number(number) * factor
  throw usage(
    `${flag} ${JSON.stringify(text)} is no time`,
    `Give ${flag} 36h, 7d or 2w; 0d keeps it until the next clone.`,
  )
}
