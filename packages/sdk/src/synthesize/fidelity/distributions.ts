import type { ColumnDistribution } from '../fidelity-report.ts'
import { type ComparedColumn, isNumbers, type NumberColumn, type WordColumn } from './table/compared-columns.ts'

const bins = 24
const mostCategories = 12
/** What fewer real rows share is not named: a report is a channel, too. */
export const leastShared = 10
const longestName = 60

/**
 * How the values of each column are distributed on both sides, as far as it tells nothing of single rows: ranges end at
 * round numbers and not at the least value or the greatest, and categories that few rows share stand together.
 */
export function distributionsOf(columns: readonly ComparedColumn[]): ColumnDistribution[] {
  return columns.map((column) => (isNumbers(column) ? ofNumbers(column) : ofCategories(column)))
}

function ofNumbers({ name, is, real, synthetic }: NumberColumn): ColumnDistribution {
  const sorted = real.filter((value) => !Number.isNaN(value)).sort()
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(0.01), at(0.99)]
  const whole = sorted.every(Number.isInteger)
  const step = is === 'time' ? timeStep((high - low) / bins) : roundStep((high - low) / bins, whole)
  const first = Math.floor(low / step)
  const count = Math.max(1, Math.floor(high / step) - first + 1)
  const sharesOf = (values: Float64Array) => {
    const shares = new Float64Array(count)
    let present = 0
    for (const value of values) {
      if (Number.isNaN(value)) continue
      present++
      shares[Math.min(count - 1, Math.max(0, Math.floor(value / step) - first))]!++
    }
    return {
      shares: shares.map((one) => (present === 0 ? 0 : one / present)),
      missing: missingOf(values.length, present),
    }
  }
  const [ofReal, ofSynthetic] = [sharesOf(real), sharesOf(synthetic)]
  return {
    column: name,
    is,
    missing: { real: ofReal.missing, synthetic: ofSynthetic.missing },
    bins: Array.from({ length: count }, (_, i) => ({
      from: plain((first + i) * step),
      to: plain((first + i + 1) * step),
      real: ofReal.shares[i]!,
      synthetic: ofSynthetic.shares[i]!,
    })),
  }
}

function ofCategories({ name, words, real, synthetic }: WordColumn): ColumnDistribution {
  const countsOf = (codes: Int32Array) => {
    const counts = new Float64Array(words.length)
    let present = 0
    for (const code of codes) {
      if (code < 0) continue
      present++
      counts[code]!++
    }
    return { counts, present, missing: missingOf(codes.length, present) }
  }
  const [ofReal, ofSynthetic] = [countsOf(real), countsOf(synthetic)]
  const share = ({ counts, present }: typeof ofReal, code: number) => (present === 0 ? 0 : counts[code]! / present)
  const named = [...words.keys()]
    .filter((code) => ofReal.counts[code]! >= leastShared)
    .sort((a, b) => ofReal.counts[b]! - ofReal.counts[a]! || a - b)
    .slice(0, mostCategories)
  const values = named.map((code) => ({
    value: shortened(words[code]!),
    real: share(ofReal, code),
    synthetic: share(ofSynthetic, code),
  }))
  const rest = ({ counts, present }: typeof ofReal) =>
    present === 0 ? 0 : (present - named.reduce((sum, code) => sum + counts[code]!, 0)) / present
  return {
    column: name,
    is: 'category',
    missing: { real: ofReal.missing, synthetic: ofSynthetic.missing },
    values,
    other: { real: rest(ofReal), synthetic: rest(ofSynthetic) },
  }
}

function missingOf(rows: number, present: number): number {
  return rows === 0 ? 0 : 1 - present / rows
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(least: number, whole: boolean): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= least * 0.999) ?? 10 * power
  return whole ? Math.max(1, step) : step
}

const minute = 60_000_000
const timeSteps = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 7 * 1440, 30 * 1440, 91 * 1440, 365 * 1440].map(
  (minutes) => minutes * minute,
)

function timeStep(least: number): number {
  return timeSteps.find((step) => step >= least) ?? Math.ceil(least / (365 * 1440 * minute)) * 365 * 1440 * minute
}

/** Without what sums of binary fractions leave behind. */
function plain(value: number): number {
  return Number(value.toPrecision(12))
}

function shortened(word: string): string {
  const characters = [...word]
  return characters.length <= longestName ? word : `${characters.slice(0, longestName - 1).join('')}…`
}
