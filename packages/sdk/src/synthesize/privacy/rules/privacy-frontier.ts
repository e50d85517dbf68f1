import type { PrivacyRules } from '../../../anonymize/privacy/privacy-rules.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { MeasuredRows } from './measure-made.ts'

/** A setting that was tried, and what it leaves. */
export interface FrontierPoint {
  readonly setting: string
  /** Undefined: without privacy rules. */
  readonly rules: PrivacyRules | undefined
  readonly accuracy: number | null
  readonly risk: number | null
  readonly smallestGroup: number | null
  /** The accuracy that was asked for is left, and each promise of these rules that could be measured holds. */
  readonly held: boolean
  /** Why it could not be tried. */
  readonly note?: string | undefined
}

const ks = [2, 3, 5, 10, 20, 50, 100]
const mostFields = 8

/** Settings around what was asked for: groups of other sizes; each of the fields left out. */
function settingsAround(rules: PrivacyRules): { readonly setting: string; readonly rules: PrivacyRules | undefined }[] {
  const without = { setting: 'no privacy rules', rules: undefined }
  const { maskingStrategy, piiFields, k = 5 } = rules
  if (maskingStrategy === 'generalize') {
    const sizes = [...new Set([...ks, k])].sort((a, b) => a - b)
    return [without, ...sizes.map((size) => ({ setting: `generalize, k = ${size}`, rules: { ...rules, k: size } }))]
  }
  const rest =
    piiFields.length < 2
      ? []
      : piiFields.slice(0, mostFields).map((field) => ({
          setting: `${maskingStrategy} all but ${field}`,
          rules: { ...rules, piiFields: piiFields.filter((other) => other !== field) },
        }))
  return [without, ...rest, { setting: maskingStrategy, rules }]
}

/** Each setting tried in turn; one that cannot be had is a point that says why. */
export async function privacyFrontier(
  rules: PrivacyRules,
  measure: (rules: PrivacyRules | undefined) => Promise<MeasuredRows>,
): Promise<FrontierPoint[]> {
  const points: FrontierPoint[] = []
  for (const { setting, rules: tried } of settingsAround(rules)) {
    try {
      const { accuracy, risk, smallestGroup, checks } = await measure(tried)
      const held =
        accuracy !== null &&
        accuracy >= rules.statisticalAccuracy &&
        checks.every(({ promise, held: one }) => promise === 'statistical-accuracy' || one !== false)
      points.push({ setting, rules: tried, accuracy, risk, smallestGroup, held })
    } catch (error) {
      // Of this code alone: groups of that size cannot be had of these rows.
      if (!(error instanceof UnderstudyError) || error.code !== 'PRIVACY_UNMET') throw error
      points.push({
        setting,
        rules: tried,
        accuracy: null,
        risk: null,
        smallestGroup: null,
        held: false,
        note: error.message,
      })
    }
  }
  return points
}

/** The frontier as lines of text, for people. */
export function frontierText(points: readonly FrontierPoint[]): string {
  const written = (value: number | null, digits = 3) => (value === null ? 'not measured' : value.toFixed(digits))
  return points
    .map(
      ({ setting, accuracy, risk, smallestGroup, held, note }) =>
        `${setting}: ${note ?? `accuracy ${written(accuracy)}, risk ${written(risk)}${smallestGroup === null ? '' : `, smallest group ${smallestGroup}`}`}${held ? ' (holds what was asked for)' : ''}`,
    )
    .join('\n')
}
