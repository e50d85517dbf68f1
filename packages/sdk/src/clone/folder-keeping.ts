import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CloneKeeping } from './clone-keeping.ts'
import { cloneFolder, findRecord, isAtWork, readRecords, writeRecord } from './clone-record.ts'
import { ledgerFile } from './ledger/ledger-file.ts'

/** A folder per clone, on this machine; this user's own where none is said. */
export function folderKeeping(folder: string | undefined): CloneKeeping {
  return {
    read: (id) => findRecord(folder, id),
    write: (record) => writeRecord(folder, record),
    list: () => readRecords(folder),
    isAtWork,
    ledger: (id) => ledgerFile(join(cloneFolder(folder, id), 'ledger.ndjson')),
    keep: (id, document, content) =>
      writeFile(join(cloneFolder(folder, id), `${document}.json`), `${JSON.stringify(content, undefined, 2)}\n`),
    forget: (id) => rm(cloneFolder(folder, id), { recursive: true, force: true }),
    scratch: async (id) => cloneFolder(folder, id),
  }
}
