import { UnderstudyError } from '../errors.ts'
import type { Native } from './world.ts'

/** A world, or the context of a test that has one. */
export type NativeHolder = { readonly native: Native } | { readonly world: { readonly native: Native } }

export function nativeOf<Engine extends Native['engine']>(
  holder: NativeHolder,
  engine: Engine,
): Extract<Native, { engine: Engine }> {
  const native = 'world' in holder ? holder.world.native : holder.native
  if (isOf(native, engine)) return native
  throw new UnderstudyError('ISOLATION_UNSUPPORTED', {
    operation: `use the driver of ${engine}`,
    message: `The world of this test is on ${native.engine}, and has no connection of ${engine}`,
    hint: `Use ${accessors[native.engine]}, or give a URL of ${engine}.`,
  })
}

const accessors: Readonly<Record<Native['engine'], string>> = {
  postgres: 'poolOf of @understudy/sdk/postgres',
  sqlite: 'sqliteOf of @understudy/sdk/sqlite',
  pglite: 'pgliteOf of @understudy/sdk/pglite',
}

function isOf<Engine extends Native['engine']>(
  native: Native,
  engine: Engine,
): native is Extract<Native, { engine: Engine }> {
  return native.engine === engine
}
