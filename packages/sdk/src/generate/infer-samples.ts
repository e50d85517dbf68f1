import type { FieldHint, Inference } from './field-hint.ts'

/** How many samples it takes before anything is concluded. */
const enough = 10
/** Of this many samples, one may be the odd one out. */
const share = 0.95
const fewValues = 20

const shapes: readonly { readonly kind: string; readonly what: string; readonly pattern: RegExp }[] = [
  { kind: 'email', what: 'e-mail addresses', pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
  { kind: 'url', what: 'web addresses', pattern: /^https?:\/\/\S+$/i },
  { kind: 'uuid', what: 'UUIDs', pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i },
  { kind: 'ipv4', what: 'IP addresses', pattern: /^\d{1,3}(\.\d{1,3}){3}$/ },
  { kind: 'mac', what: 'MAC addresses', pattern: /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i },
  { kind: 'hex-color', what: 'colours', pattern: /^#[0-9a-f]{6}$/i },
  { kind: 'phone', what: 'phone numbers', pattern: /^\+\d[\d\s().-]{7,18}$/ },
  { kind: 'slug', what: 'slugs', pattern: /^[a-z0-9]+(-[a-z0-9]+)+$/ },
]

/** What values that stand there say: few of them, as often as they stand there; or many of one make. */
export function inferSamples(hint: FieldHint, samples: readonly unknown[]): Inference | undefined {
  if (samples.length < enough || hint.type !== 'text' || hint.pattern !== undefined) return undefined
  const texts = samples.map(String)
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  if (!hint.unique && counts.size <= fewValues && counts.size * 3 <= texts.length) {
    const values = [...counts.keys()].sort()
    return {
      kind: 'one-of',
      options: { values, weights: values.map((value) => counts.get(value) ?? 0) },
      confidence: 0.9,
      why: `${texts.length} values that stand there are ${values.length} different ones`,
    }
  }
  const shape = shapes.find(({ pattern }) => texts.filter((text) => pattern.test(text)).length >= share * texts.length)
  if (!shape) return undefined
  return { kind: shape.kind, confidence: 0.9, why: `the values that stand there look like ${shape.what}` }
}
