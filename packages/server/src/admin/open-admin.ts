import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Closing } from '../closing.ts'
import { type Config, type ConfigInput, parseConfig } from '../config.ts'
import { openKeyRing } from '../crypto/open-key-ring.ts'
import { ServerError } from '../errors/server-error.ts'
import { openServices, storeConfigOf } from '../open-services.ts'
import type { Call, Services } from '../services/call.ts'
import { recallStart, type ToldAtStart } from '../services/told-at-start.ts'
import { openStore } from '../store/open-store.ts'

/** Which store, and what of its server's configuration shows in what is made beside it. */
export type StorePlace = Pick<
  ConfigInput,
  'data' | 'databaseUrl' | 'key' | 'keyFile' | 'blobs' | 'publicUrl' | 'auditCheckpoints' | 'environment'
>

/** Who runs the server, at work on its store: also while servers run on it, by the same services, in the same trail. */
export interface Admin extends AsyncDisposable {
  readonly services: Services
  readonly call: Call
}

const usualUrl = 'http://127.0.0.1:4600'

/** What is not said is as the server was told that started last. */
export async function openAdmin(place: StorePlace, signal: AbortSignal = new AbortController().signal): Promise<Admin> {
  const config = parseConfig({ ...(await startOf(parseConfig(place))), ...place })
  const closing = new Closing()
  try {
    const around = { now: () => new Date(), publicUrl: () => config.publicUrl ?? usualUrl }
    const services = await openServices(config, around, closing)
    return {
      services,
      call: {
        actor: { kind: 'system', for: undefined },
        requestId: 'admin',
        ip: null,
        signal,
      },
      [Symbol.asyncDispose]: () => closing.close(),
    }
  } catch (thrown) {
    await closing.close()
    throw thrown
  }
}

async function startOf(config: Config): Promise<Partial<ToldAtStart>> {
  const place = storeConfigOf(config)
  const folder = place.engine === 'sqlite' ? place.folder : undefined
  if (folder !== undefined && !existsSync(join(folder, 'control.db'))) {
    throw new ServerError('STORE_MISSING', { message: `there is no store in ${folder}` })
  }
  const store = await openStore(place, await openKeyRing({ key: config.key, keyFile: config.keyFile, folder }))
  try {
    return await recallStart(store)
  } finally {
    await store.close()
  }
}
