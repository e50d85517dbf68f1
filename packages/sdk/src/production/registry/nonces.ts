import type { Session } from '../../database/adapter.ts'
import { tables } from './tables.ts'

/** False when this key has used the nonce before. */
export async function takeNonce(db: Session, keyId: string, nonce: string, expiresAt: number): Promise<boolean> {
  const taken = await db.query(
    `insert into ${tables.nonces} (key_id, nonce, expires_at) values ($1, $2, $3) on conflict do nothing returning nonce`,
    [keyId, nonce, expiresAt],
  )
  return taken.length > 0
}

export async function forgetNonces(db: Session, now: number): Promise<void> {
  await db.query(`delete from ${tables.nonces} where expires_at < $1`, [now])
}
