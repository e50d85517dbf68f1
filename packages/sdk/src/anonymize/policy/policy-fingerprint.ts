import { createHash } from 'node:crypto'
import type { MaskingPolicy } from '../policy.ts'

/** Of what the policy says, whatever order and spacing it says it in: 64 hexadecimal digits. */
export function policyFingerprint(policy: MaskingPolicy): string {
  const { references, privacy, ...rest } = policy
  const meant = { ...rest, references: unordered(references), privacy: unordered(privacy) }
  return createHash('sha256').update(canonical(meant)).digest('hex')
}

function unordered(items: readonly unknown[]): string[] {
  return items.map(canonical).sort()
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${members
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .sort()
    .join()}}`
}
