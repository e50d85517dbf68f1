import { z } from 'zod'
import { SymbolPermutation } from '../../permute/symbol-permutation.ts'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'

/** Six or eight octets, with colons, hyphens or points between, or none. */
const macPattern =
  /^(?:[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}(?:[0-9a-f]{2}\1[0-9a-f]{2}\1)?[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2,3}[0-9a-f]{4})$/i

/** Of the first octet what says whether the address is of one station, and of a vendor. */
const OCTET_BITS = 0x03

export const mac = defineTransform({
  name: 'mac',
  group: 'network',
  summary: 'Another MAC address, of 6 or 8 octets; whether it is of one station, and of a vendor, stays',
  options: z.strictObject({
    vendor: z
      .enum(['mask', 'keep'])
      .default('mask')
      .describe('keep leaves the first three octets, which name the maker'),
  }),
  examples: [{}, { vendor: 'keep' }],
  accepts: ['mac', 'text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask({ vendor }, { key }) {
    const permutation = new SymbolPermutation(key.words('octets'))
    const otherwise = formFallback(key)
    return {
      value(text) {
        if (!macPattern.test(text)) return otherwise(text)
        const octets = Buffer.from(text.replace(/[^0-9a-f]/gi, ''), 'hex')
        maskOctets(permutation, octets, vendor === 'keep' ? 3 : 0)
        const digits = octets.toString('hex')
        let at = 0
        const isCapital = /[A-F]/.test(text)
        return text.replace(/[0-9a-f]/gi, () => (isCapital ? digits[at++]!.toUpperCase() : digits[at++]!))
      },
    }
  },
})

/** In place, those from `kept` on. */
function maskOctets(permutation: SymbolPermutation, octets: Uint8Array, kept: number): void {
  permutation.begin()
  permutation.tweak(octets.length, kept)
  const first = octets[0]! & OCTET_BITS
  permutation.tweak(kept === 0 ? first : octets[0]!, kept === 0 ? 0 : (octets[1]! << 8) | octets[2]!)
  for (let i = kept; i < octets.length; i++) {
    if (i === 0) permutation.push(octets[0]! >> 2, 64)
    else permutation.push(octets[i]!, 256)
  }
  permutation.permute()
  for (let i = kept; i < octets.length; i++) {
    const symbol = permutation.symbols[i - kept]!
    octets[i] = i === 0 ? (symbol << 2) | first : symbol
  }
}
