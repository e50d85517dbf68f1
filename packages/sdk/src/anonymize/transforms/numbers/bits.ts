import { SymbolPermutation } from '../../permute/symbol-permutation.ts'
import { defineTransform, noOptions } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'

export const bits = defineTransform({
  name: 'bits',
  group: 'numbers',
  summary: 'As many other bits: bit strings of one length are permuted',
  options: noOptions,
  accepts: ['bits', 'text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key }) {
    const permutation = new SymbolPermutation(key.words('bits'))
    const otherwise = formFallback(key)
    return {
      value(text) {
        if (!/^[01]*$/.test(text)) return otherwise(text)
        permutation.begin()
        permutation.tweak(text.length, 0)
        for (let i = 0; i < text.length; i++) permutation.push(text.charCodeAt(i) - 48, 2)
        permutation.permute()
        let masked = ''
        for (let i = 0; i < text.length; i++) masked += permutation.symbols[i]
        return masked
      },
    }
  },
})
