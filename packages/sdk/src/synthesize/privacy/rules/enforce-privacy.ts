import { checkedRules, type PrivacyRules } from '../../../anonymize/privacy/privacy-rules.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { RowSource } from '../../../quality/row-source.ts'
import { streamOf } from '../../../random/stream.ts'
import { readTables } from '../../fidelity/table/read-tables.ts'
import type { MadeRows } from './made-rows.ts'
import { type MeasuredRows, measureMade } from './measure-made.ts'
import type { PrivacyCheck, PrivacyPromise } from './privacy-check.ts'
import { frontierText, privacyFrontier } from './privacy-frontier.ts'

export interface PrivacyRequest {
  /** The rows that were learned from. */
  readonly original: RowSource
  /** Real rows that nobody learned from: what attacks are measured against. */
  readonly holdout?: RowSource | undefined
  readonly rules: PrivacyRules
  /** Makes the rows as these rules want them; without any where there are none. Called again for each point of the frontier. */
  readonly make: (rules: PrivacyRules | undefined) => Promise<MadeRows>
  readonly seed?: string | number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface EnforcedPrivacy {
  readonly data: MadeRows
  readonly accuracy: number | null
  readonly risk: number | null
  readonly checks: readonly PrivacyCheck[]
}

const operation = 'enforce the privacy rules'

/**
 * Rows that hold what the rules promise, proven on the rows themselves, with as much of the statistics as was asked for.
 * Where that cannot be had together it is refused with PRIVACY_UNMET, and `details.frontier` tells what other settings
 * would leave: neither privacy nor accuracy is given up silently.
 */
export async function enforcePrivacy(request: PrivacyRequest): Promise<EnforcedPrivacy> {
  const { original, holdout, make, seed = 'privacy', signal } = request
  const rules = checkedRules(request.rules)
  const tables = {
    real: await readTables(original, { signal }),
    holdout: holdout && (await readTables(holdout, { signal })),
  }
  const stream = streamOf(seed)
  const measure = async (tried: PrivacyRules | undefined): Promise<MeasuredRows & { readonly data: MadeRows }> => {
    signal?.throwIfAborted()
    const data = await make(tried)
    return { data, ...(await measureMade(tables, data, tried, stream)) }
  }
  const { data, accuracy, risk, checks } = await measure(rules)
  const asked = rules.statisticalAccuracy
  const broken = checks.filter(({ held, promise }) => held === false && promise !== 'statistical-accuracy')
  if (broken.length > 0)
    throw new UnderstudyError('PRIVACY_UNMET', {
      operation,
      message: `What ${rules.maskingStrategy} promises does not hold: ${broken.map(sentence).join('; ')}`,
      hint: 'Name more fields in piiFields, or learn the patterns anew: what is made of them must hold no real value.',
      details: { checks },
    })
  if (asked === 0 || (accuracy !== null && accuracy >= asked)) return { data, accuracy, risk, checks }

  const frontier = await privacyFrontier(rules, measure)
  const good = frontier.filter(({ held, rules: tried }) => held && tried !== undefined)
  throw new UnderstudyError('PRIVACY_UNMET', {
    operation,
    message: `${rules.maskingStrategy} leaves ${accuracy === null ? 'an accuracy that cannot be measured' : `an accuracy of ${accuracy.toFixed(3)}`}, and ${asked} was asked for:\n${frontierText(frontier)}`,
    hint:
      good.length === 0
        ? 'No setting that was tried holds both: ask for less accuracy, or for less privacy.'
        : `Ask for less privacy (${good.map(({ setting }) => setting).join('; ')}), or for less accuracy.`,
    details: { accuracy, asked, checks, frontier },
  })
}

/** What of each promise was found, in words. */
const found: Readonly<Record<PrivacyPromise, (place: string, value: string) => string>> = {
  'fresh-values': (place, value) => `more values of ${place} are real ones than chance brings, a share of ${value}`,
  'no-leak': (place, value) => `rows of ${place} are real ones or lie next to one, ${value} of them`,
  'not-linkable': (place, value) => `who has half of a row of ${place} finds its other half, at a risk of ${value}`,
  'k-anonymity': (place, value) => `the smallest group of ${place} has ${value}`,
  'l-diversity': (place, value) => `the values of ${place} in a group are ${value}`,
  'statistical-accuracy': (place, value) => `the accuracy of ${place} is ${value}`,
}

function sentence({ promise, entity, field, value, asked, note }: PrivacyCheck): string {
  const place = field === undefined ? entity : `${entity}.${field}`
  const text = value === null ? 'not measured' : Number.isInteger(value) ? String(value) : value.toFixed(3)
  return `${found[promise](place, text)}${asked === undefined ? '' : `, and ${asked} was asked for`}${note === undefined ? '' : ` (${note})`}`
}
