import { type MaskingKey, readMaskingKey } from '@understudy/sdk'
import { type EnvironmentRow, type EnvironmentServices, environmentPlace } from './environment.ts'

/** The key of the target, else that of the source, else the server's; undefined where there is none at all. */
export async function maskingKeyFor(
  { sealer, databases }: Pick<EnvironmentServices, 'sealer' | 'databases'>,
  { source, target }: { readonly source: EnvironmentRow; readonly target?: EnvironmentRow | undefined },
): Promise<MaskingKey | undefined> {
  for (const row of [target, source]) {
    if (!row?.key_sealed) continue
    const text = await sealer.open(null, environmentPlace('key', row.id), row.key_sealed)
    return readMaskingKey(Buffer.from(text).toString())
  }
  const text = await databases.maskingKey()
  return text === undefined ? undefined : readMaskingKey(text)
}
