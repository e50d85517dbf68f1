/**
 * What makes masks unguessable. It never prints, and no file but a key file holds it. Keys of two domains, teams or
 * environments have nothing in common.
 */
export interface MaskingKey {
  /** Eight hexadecimal digits that tell keys apart and say nothing of them; stands in manifests. */
  readonly id: string
  /** Four 32-bit words of the key of a purpose: for one keyed hash. */
  words(purpose: string): Uint32Array
  /** The key of a part of the data, such as the domain of e-mail addresses. */
  domain(name: string): MaskingKey
}
