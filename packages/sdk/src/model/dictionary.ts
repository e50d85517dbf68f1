import type { Dictionary } from './batch.ts'

const PLAIN = /^[\p{L}\p{M}\p{N} \-_.@:/+]*$/u

export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** Packs words once, so that encoders copy bytes and never encode them again. */
export function packDictionary(words: readonly string[]): Dictionary {
  const encoder = new TextEncoder()
  const encoded = words.map((word) => encoder.encode(word))
  const offsets = new Uint32Array(words.length + 1)
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i]! + bytes.length
  })
  const bytes = new Uint8Array(offsets[words.length]!)
  encoded.forEach((word, i) => {
    bytes.set(word, offsets[i]!)
  })
  return { words, bytes, offsets, plain: words.every(isPlain) }
}
