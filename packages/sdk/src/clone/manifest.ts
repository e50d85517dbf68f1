import manifest from '../../package.json' with { type: 'json' }
import type { CompiledPolicy, RecordedWaiver } from '../anonymize/compiled-policy.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import type { ClonePlan } from './clone-plan.ts'

/** What a clone was made of, so that the same can be made again: kept beside it, and without a value or a secret. */
export interface CloneManifest {
  readonly kind: 'clone-manifest'
  readonly version: 1
  readonly id: string
  readonly made: string
  readonly by: string
  readonly source: { readonly name: string; readonly identity: string | null }
  readonly target: string
  readonly plan: string
  readonly policy: string
  readonly keyId: string | null
  readonly transforms: Readonly<Record<string, number>>
  readonly waivers: readonly RecordedWaiver[]
}

export function manifestOf(
  id: string,
  plan: ClonePlan,
  policy: CompiledPolicy,
  source: GuardedSource | undefined,
): CloneManifest {
  return {
    kind: 'clone-manifest',
    version: 1,
    id,
    made: new Date().toISOString(),
    by: `understudy ${manifest.version}`,
    source: { name: plan.source, identity: source?.identity ?? null },
    target: plan.target,
    plan: plan.hash,
    policy: policy.fingerprint,
    keyId: policy.keyId,
    transforms: policy.transforms,
    waivers: plan.waivers,
  }
}
