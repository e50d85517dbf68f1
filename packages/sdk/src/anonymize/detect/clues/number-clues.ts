import type { Clue } from '../finding.ts'
import { type ColumnValues, saidShare, shareOf, sure } from '../values/column-values.ts'
import { yearOf } from '../values/shape.ts'

/** What numbers and days say on their own, which is little: neighbours say the rest. */
export function* numberClues({ texts, distinct, variety }: ColumnValues): Generator<Clue> {
  const count = texts.length
  if (count < 5 || isCount(texts)) return
  const years = texts.map(yearOf).filter((year) => year !== undefined)
  if (years.length >= 0.95 * count) {
    const born = shareOf(texts, (text) => {
      const year = yearOf(text) ?? 0
      return year >= 1900 && year <= 2020
    })
    const sorted = years.toSorted((a, b) => a - b)
    const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0
    if (born >= 0.98 && at(0.5) < 2000 && at(0.95) - at(0.05) >= 20 && variety > 0.3 && at(0.02) >= 1900) {
      yield {
        class: 'birth-date',
        confidence: sure(0.78, count),
        evidence: `${saidShare(born, count)} are days over the years in which people are born who live now`,
      }
    }
    return
  }
  if (shareOf(texts, (text) => /^\d{1,3}$/.test(text)) < 0.99) {
    const fractions = shareOf(texts, (text) => /^-?\d{1,3}\.\d{3,}$/.test(text) && Math.abs(Number(text)) <= 180)
    if (fractions >= 0.9 && variety > 0.3)
      yield {
        class: 'geo',
        confidence: 0.35,
        evidence: `${saidShare(fractions, count)} could be latitudes or longitudes`,
      }
    return
  }
  const numbers = texts.map(Number)
  const least = Math.min(...numbers)
  const greatest = Math.max(...numbers)
  if (greatest <= 112 && greatest >= 50 && least >= 0 && distinct.length >= 15) {
    const grown = shareOf(texts, (text) => Number(text) >= 14 && Number(text) <= 100)
    if (grown >= 0.9)
      yield { class: 'age', confidence: 0.4, evidence: `${saidShare(grown, count)} are numbers that ages have` }
  }
  if (greatest > 700 && greatest <= 999 && distinct.length >= 40 && variety > 0.3) {
    yield {
      class: 'cvv',
      confidence: 0.3,
      evidence: `${saidShare(1, count)} are numbers of up to three digits, as security codes of cards are`,
    }
  }
}

/** Whole numbers of which next to none is left out, each once, are a count of the rows. */
export function isCount(texts: readonly string[]): boolean {
  if (!texts.every((text) => /^\d{1,15}$/.test(text)) || new Set(texts).size < texts.length) return false
  const numbers = texts.map(Number)
  return Math.max(...numbers) - Math.min(...numbers) < texts.length * 1.5
}
