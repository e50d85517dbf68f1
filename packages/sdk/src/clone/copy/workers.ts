/** Runs work for each item, so many at a time, in their order. The first failure ends all, after what runs has ended. */
export async function eachOf<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  await eachNext(async () => items[next++], Math.min(workers, items.length), work)
}

/** The same for items that somebody gives one by one, until there are none; `over` tells him that none is wanted any more. */
export async function eachNext<Item>(
  next: (over: () => boolean) => Promise<Item | undefined>,
  workers: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { readonly thrown: unknown } | undefined
  const over = () => failure !== undefined
  const worker = async (): Promise<void> => {
    try {
      while (!over()) {
        const item = await next(over)
        if (item === undefined) return
        await work(item)
      }
    } catch (thrown) {
      failure ??= { thrown }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, workers) }, worker))
  if (failure !== undefined) throw failure.thrown
}
