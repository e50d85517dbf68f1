import { checkedRules, type PrivacyRules } from '../../../anonymize/privacy/privacy-rules.ts'
import { UnderstudyError } from '../../../errors.ts'

/** An accuracy that nothing can be measured against is not taken for given. */
export function refuseUnmeasured({ statisticalAccuracy }: PrivacyRules): void {
  if (statisticalAccuracy > 0)
    throw unmet(`an accuracy of ${statisticalAccuracy} was asked for, and there is no sample to measure it against`)
}

/** Rules for rows of which each is gone before the next one is made: what has to see all of them is refused. */
export function refuseUnproven(
  rules: unknown,
  {
    isMeasured = false,
  }: { /** Whoever asks holds the rows against their sample. */ readonly isMeasured?: boolean } = {},
): PrivacyRules {
  const checked = checkedRules(rules)
  if (!isMeasured) refuseUnmeasured(checked)
  if (checked.maskingStrategy === 'generalize')
    throw unmet('rows are generalized in groups, and here each is gone before the next one is made')
  return checked
}

function unmet(message: string): UnderstudyError {
  return new UnderstudyError('PRIVACY_UNMET', {
    operation: 'make synthetic rows by privacy rules',
    message,
    hint: 'Use generateSyntheticData with the sample in its template, or --sample DATA on the command line. Or ask for no accuracy here, and hold the rows against the sample with understudy fidelity --floor calibrated=0.9.',
  })
}
