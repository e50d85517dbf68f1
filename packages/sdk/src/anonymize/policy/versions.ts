import type { MaskingPolicy } from '../policy.ts'
import type { Transform } from '../transform.ts'
import type { TransformSet } from '../transforms/transform-set.ts'
import type { Findings } from './findings.ts'
import { ownOf } from './schema-index.ts'

/** The set, and those of it that were asked for: the ones that a policy uses, inside of others too. */
export function recordingSet(set: TransformSet): { readonly transforms: TransformSet; readonly used: Set<Transform> } {
  const used = new Set<Transform>()
  const named = (name: string) => {
    const transform = set.named(name)
    used.add(transform)
    return transform
  }
  return { transforms: { all: set.all, named }, used }
}

/** The versions that masks are made with. Another version gives other values: the policy has to say that it means that one. */
export function versionsOf(
  used: Iterable<Transform>,
  policy: MaskingPolicy,
  findings: Findings,
): Record<string, number> {
  const versions = [...used]
    .map(({ name, version }): [string, number] => [name, version])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, version] of versions) {
    const pinned = ownOf(policy.transforms, name)
    if (pinned === version) continue
    const message =
      pinned === undefined
        ? `is missing, and the transform is at version ${version}`
        : `is ${pinned}, and the transform has come to version ${version}`
    findings.add('TRANSFORM_OUTDATED', `transforms.${name}`, message, `${JSON.stringify(name)}: ${version},`)
  }
  return Object.fromEntries(versions)
}
