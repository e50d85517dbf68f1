import { compareQuality, type QualityComparison } from '@understudy/sdk/quality'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { readReport } from './read-run.ts'

interface Compared {
  readonly team: string
  /** Ids of checks. */
  readonly from: string
  readonly to: string
  /** Also where they went by different rules. */
  readonly acrossRules: boolean
}

/** What changed from one check of a dataset to another, rule by rule. */
export async function compareRuns(
  services: Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { team, from, to, acrossRules }: Compared,
): Promise<QualityComparison> {
  const before = await readReport(services, call, { team, run: from })
  const after = await readReport(services, call, { team, run: to })
  if (!acrossRules && before.rulesHash !== after.rulesHash) {
    throw new RequestError('CONFLICT', {
      message: 'the checks went by different rules: their figures do not say what changed in the data',
      hint: 'Compare checks by the same rules, or say acrossRules=true.',
      details: { from: before.rulesHash, to: after.rulesHash },
    })
  }
  return compareQuality(before, after, { acrossRules })
}
