/**
 * Ten million different e-mail addresses, telephone numbers, card numbers, UUIDs and integers each are masked: every
 * result must be valid and another one than its value, and no two may be the same. Of each result 64 bits of a keyed hash
 * are kept: what has no hash twice has no value twice. A number after its name is how many of each there are.
 */
import { randomBytes } from 'node:crypto'
import { readMaskingKey } from '../../../packages/sdk/src/anonymize/key/read-masking-key.ts'
import { TextHash } from '../../../packages/sdk/src/anonymize/permute/text-hash.ts'
import type { MaskedBytes } from '../../../packages/sdk/src/anonymize/transform.ts'
import { exampleRule, exampleSetting } from '../../../packages/sdk/src/anonymize/transforms/example-setting.ts'
import { luhnDigit } from '../../../packages/sdk/src/values/identity/check-digits.ts'

const count = Number(process.argv[2] ?? 10_000_000)
const key = readMaskingKey(randomBytes(32).toString('base64'))
const spread = (i: number): number => Math.imul(i + 1, 0x9e3779b1) >>> 0
const pad = (number: number, width: number): string => String(number).padStart(width, '0')
const isCard = (text: string): boolean => luhnDigit(Array.from(text.slice(0, -1), Number)) === Number(text.at(-1))

interface Proof {
  readonly transform: string
  readonly form: 'text' | 'integer' | 'uuid'
  /** Another one for each number. */
  value(i: number): string
  isValid(image: string): boolean
}

const firsts = ['anna', 'ben', 'carla', 'dimitri', 'eva', 'farid', 'grace', 'hugo']
const hosts = ['gmail.com', 'web.de', 'company.co.uk', 'x.org']
const proofs: readonly Proof[] = [
  {
    transform: 'email',
    form: 'text',
    value: (i) => `${firsts[i & 7]}.${spread(i).toString(36)}@${hosts[(i >> 3) & 3]}`,
    isValid: (image) => /^[a-z]+\.[a-z0-9]+@[a-z]+(\.[a-z]+)+\.test$/.test(image),
  },
  {
    transform: 'phone',
    form: 'text',
    value: (i) => `+33 6${pad(i, 8)}`,
    isValid: (image) => /^\+33 6\d{8}$/.test(image),
  },
  {
    transform: 'credit-card',
    form: 'text',
    value(i) {
      const body = `5${1 + (i % 5)}${pad(spread(i), 10)}${pad(i % 1000, 3)}`
      return body + luhnDigit(Array.from(body, Number))
    },
    isValid: (image) => /^5[1-5]\d{14}$/.test(image) && isCard(image),
  },
  {
    transform: 'uuid',
    form: 'uuid',
    value: (i) => `${spread(i).toString(16).padStart(8, '0')}-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
    isValid: (image) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(image),
  },
  {
    transform: 'key-integer',
    form: 'integer',
    value: (i) => String(i + 1),
    isValid: (image) => /^(0|[1-9]\d{0,8})$/.test(image),
  },
]

let failures = 0
for (const proof of proofs) {
  const start = performance.now()
  const { collisions, invalid, own } = prove(proof)
  failures += collisions + invalid + own
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(
    `${proof.transform}: ${count} masked, ${collisions} collisions, ${invalid} not valid, ${own} unchanged (${seconds} s)`,
  )
}
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
process.exitCode = failures > 0 ? 1 : 0

function prove({ transform, form, value, isValid }: Proof) {
  const { mask } = exampleRule(transform, form, { ...exampleSetting(), key })
  const { bytes } = mask
  if (bytes === undefined) throw new Error(`${transform} does not mask bytes`)
  const hash = new TextHash(key.words('collisions'))
  const hashes = new BigUint64Array(count)
  const halves = new Uint32Array(hashes.buffer)
  const input = new Uint8Array(64)
  const encoder = new TextEncoder()
  const out: MaskedBytes = {
    bytes: new Uint8Array(256),
    at: 0,
    reserve(length) {
      if (this.at + length > this.bytes.length) throw new Error('a mask is longer than 256 bytes')
    },
  }
  let invalid = 0
  let own = 0
  for (let i = 0; i < count; i++) {
    const text = value(i)
    out.at = 0
    bytes(input, 0, encoder.encodeInto(text, input).written, out)
    const image = Buffer.from(out.bytes.buffer, 0, out.at).toString('latin1')
    if (!isValid(image)) invalid++
    if (image === text) own++
    hash.ofBytes(out.bytes, 0, out.at)
    halves[2 * i] = hash.low
    halves[2 * i + 1] = hash.high
  }
  hashes.sort()
  let collisions = 0
  for (let i = 1; i < count; i++) if (hashes[i] === hashes[i - 1]) collisions++
  return { collisions, invalid, own }
}
