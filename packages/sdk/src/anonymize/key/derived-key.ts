import { hkdfSync } from 'node:crypto'
import type { MaskingKey } from './masking-key.ts'

/** Of the derivation itself: another version gives other keys. */
const SALT = 'understudy masking key, version 1'

/** HKDF-SHA256. Every part of a purpose is framed by its length, so that no two purposes are written alike. */
function derive(secret: Uint8Array, purpose: readonly string[], length: number): Uint8Array {
  const info = purpose.map((part) => `${Buffer.byteLength(part)}:${part},`).join('')
  return new Uint8Array(hkdfSync('sha256', secret, SALT, info, length))
}

/** A secret of 32 bytes, and what is derived of it. The secret leaves it in no way: it is printed as its id. */
export class DerivedKey implements MaskingKey {
  readonly id: string
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
    this.id = Buffer.from(derive(secret, ['id'], 4)).toString('hex')
  }

  words(purpose: string): Uint32Array {
    const bytes = derive(this.#secret, ['words', purpose], 16)
    const view = new DataView(bytes.buffer)
    return Uint32Array.from({ length: 4 }, (_, i) => view.getUint32(i * 4, true))
  }

  domain(name: string): DerivedKey {
    return new DerivedKey(derive(this.#secret, ['domain', name], 32))
  }

  /** The key of a team and an environment; left out is none, which is not the empty name. */
  scope(team: string | undefined, environment: string | undefined): DerivedKey {
    const part = (name: string | undefined) => (name === undefined ? [''] : ['named', name])
    return new DerivedKey(derive(this.#secret, ['scope', ...part(team), ...part(environment)], 32))
  }

  toString(): string {
    return `MaskingKey ${this.id}`
  }

  toJSON(): string {
    return this.toString()
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
