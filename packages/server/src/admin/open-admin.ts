import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Closing } from '../closing.ts'
import { type ConfigInput, parseConfig } from '../config.ts'
import { ServerError } from '../errors/server-error.ts'
import { openServices, storeConfigOf } from '../open-services.ts'
import type { Call, Services } from '../services/call.ts'

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

export async function openAdmin(place: StorePlace): Promise<Admin> {
  const config = parseConfig(place)
  const store = storeConfigOf(config)
  if (store.engine === 'sqlite' && !existsSync(join(store.folder, 'control.db'))) {
    throw new ServerError('STORE_MISSING', { message: `there is no store in ${store.folder}` })
  }
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
        signal: new AbortController().signal,
      },
      [Symbol.asyncDispose]: () => closing.close(),
    }
  } catch (thrown) {
    await closing.close()
    throw thrown
  }
}
