import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** What the text of an API key holds. `id` names its row; the secret is 256 bits and stored nowhere. */
export interface ApiKeyParts {
  readonly environment: string
  readonly id: string
  readonly secret: string
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43
const checkLength = 6
const shape = /^ptd_([a-z0-9]{1,16})_([0-9a-f]{32})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/

/** `ptd_<environment>_<id>_<secret><check>`: scanners of leaked secrets know it by its start and its check digits. */
export function apiKeyText({ environment, id, secret }: ApiKeyParts): string {
  const body = `ptd_${environment}_${id.replaceAll('-', '')}_${secret}`
  return body + checkOf(body)
}

/** Undefined for what cannot be a key, without asking any database. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, environment, id, secret, check] = shape.exec(text) ?? []
  if (!environment || !id || !secret) return undefined
  if (checkOf(text.slice(0, -checkLength)) !== check) return undefined
  return { environment, id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), secret }
}

export function newKeySecret(): string {
  return base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
}

function checkOf(body: string): string {
  return base62(BigInt(crc32(body)), checkLength)
}

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = digits[Number(rest % 62n)] + text
  return text
}
