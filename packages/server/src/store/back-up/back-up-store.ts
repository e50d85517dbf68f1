import type { Store } from '../store.ts'

export async function backUpStore(_store: Store, _folder: string): Promise<void> {}
