import { statfs } from 'node:fs/promises'
import { ServerError } from '../errors/server-error.ts'

/** Of a disk that blobs fill, or a fiftieth of it where that is less. */
const most = 64 * 1024 ** 2

/**
 * Refuses a blob that would take the last room of a disk: what is left is for the trail, without which nothing is read,
 * and for archiving and erasing, which make room.
 * @param within whether so many bytes fit into what is free inside of files that stand there already
 */
export async function keepRoom(
  folder: string,
  bytes: number,
  within: () => Promise<boolean> = async () => false,
): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder)
  // It stands in a log first, and in its place then.
  if (bavail * bsize - 2 * bytes >= Math.min(most, (blocks * bsize) / 50) || (await within())) return
  throw new ServerError('STORE_FULL', {
    message: `what is still free in ${folder} is kept for what makes room: archive or erase versions, or make room on its disk`,
  })
}
