import { z } from 'zod'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { boundTo } from '../data-keys/data-keys.ts'
import { systemShape } from '../shape/system-shape.ts'
import { keysFile } from './layout.ts'
import { pagesOf, readManifest } from './read-backup.ts'
import { pageOf } from './rows.ts'

const wrappedRow = z.object({
  id: z.string(),
  team_id: z.string().nullable(),
  purpose: z.enum(['seal', 'hash', 'root']),
  ring_key: z.string(),
  wrapped: z.instanceof(Uint8Array),
  erased_at: z.string().nullable(),
})

/** Before anything is restored: throws KEY_WRONG where the ring cannot open what was sealed, which nobody could read then. */
export async function proveRing(folder: string, ring: KeyRing): Promise<void> {
  const { teams, files } = await readManifest(folder)
  const shape = systemShape.data_keys
  for (const name of [null, ...teams].map(keysFile).filter((file) => file in files)) {
    for await (const page of pagesOf(folder, name, shape, pageOf(shape))) {
      for (const row of page.map((one) => wrappedRow.parse(one)))
        if (row.erased_at === null) ring.unwrap({ ringKey: row.ring_key, wrapped: row.wrapped }, boundTo(row))
    }
  }
}
