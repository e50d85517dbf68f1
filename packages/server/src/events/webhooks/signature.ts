import { createHmac, timingSafeEqual } from 'node:crypto'

export const signatureHeader = 'understudy-signature'

/** `t=<seconds>,v1=<hex>`: an HMAC-SHA256 of the time and the exact body, so that an old delivery cannot be sent again. */
export function signatureOf(secret: string, at: Date, body: string): string {
  const seconds = Math.floor(at.getTime() / 1000)
  return `t=${seconds},v1=${macOf(secret, seconds, body)}`
}

/** For whoever receives: true where the secret's holder signed this body within `toleranceSeconds` of now. */
export function verifySignature(
  secret: string,
  header: string,
  body: string,
  { now, toleranceSeconds = 300 }: { readonly now: Date; readonly toleranceSeconds?: number },
): boolean {
  const found = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header)
  if (found === null) return false
  const seconds = Number(found[1])
  if (Math.abs(now.getTime() / 1000 - seconds) > toleranceSeconds) return false
  return timingSafeEqual(Buffer.from(found[2]!, 'hex'), Buffer.from(macOf(secret, seconds, body), 'hex'))
}

function macOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
}
