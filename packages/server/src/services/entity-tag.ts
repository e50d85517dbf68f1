import { createHash } from 'node:crypto'

/** Of a thing as the API shows it: the same as long as it is shown the same. */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
}

/** Whether a header If-Match or If-None-Match names it. A weak tag is none of ours. */
export function namesTag(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim() === tag)
}
