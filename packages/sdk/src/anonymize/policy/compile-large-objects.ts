import { type ErrorCode, UnderstudyError } from '../../errors.ts'
import type { Dialect } from '../../model/expression/term.ts'
import type { Locale } from '../../values/locale.ts'
import type { LargeObjectMask, RecordedWaiver } from '../compiled-policy.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import type { LargeObjectRule } from '../policy.ts'
import { compileRule } from '../transforms/compile-rule.ts'
import type { TransformSet } from '../transforms/transform-set.ts'
import type { Findings } from './findings.ts'
import { missingKey } from './missing-key.ts'

export interface LargeObjectSetting {
  readonly key: MaskingKey | undefined
  readonly locale: Locale
  readonly transforms: TransformSet
  readonly dialect: Dialect
  readonly today: Date
  readonly findings: Findings
}

export interface CompiledLargeObjects {
  readonly made: LargeObjectMask | undefined
  readonly waivers: readonly RecordedWaiver[]
}

const place = 'largeObjects'

/** What a policy says of large objects, as what copies them is given it. */
export function compileLargeObjects(
  rule: LargeObjectRule | undefined,
  { key = missingKey, locale, transforms, dialect, today, findings }: LargeObjectSetting,
): CompiledLargeObjects {
  if (rule === undefined) return { made: undefined, waivers: [] }
  if (rule === 'empty') return { made: { decision: 'empty' }, waivers: [] }
  if ('keep' in rule) {
    const { until } = rule.keep
    if (until !== undefined && until < today.toISOString().slice(0, 10))
      findings.add('POLICY_INVALID', place, `are kept, and the waiver ran out on ${until}`)
    return { made: { decision: 'keep' }, waivers: [{ about: place, ...rule.keep }] }
  }
  try {
    const { transform, mask, promises } = compileRule(
      rule,
      { table: place, name: 'bytes', type: { kind: 'scalar', form: 'bytes' }, nullable: false, unique: false },
      { key, locale, subject: undefined, transforms, dialect, typeOf: () => undefined },
    )
    const { name, version } = transform
    return { made: { decision: 'mask', mask, promises, transform: { name, version } }, waivers: [] }
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || !expected.has(thrown.code)) throw thrown
    findings.add(thrown.code, place, thrown.message.replace(`${place}.bytes: `, ''))
    return { made: undefined, waivers: [] }
  }
}

const expected: ReadonlySet<ErrorCode> = new Set([
  'TRANSFORM_UNKNOWN',
  'TRANSFORM_UNFIT',
  'POLICY_INVALID',
  'MASKING_KEY_MISSING',
])
