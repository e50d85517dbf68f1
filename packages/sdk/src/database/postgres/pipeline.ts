import type { Client } from 'pg'

/** pg can since 8.23. */
export function canPipeline(client: Client): boolean {
  return 'pipeline' in client
}

/** None of the statements may be a COPY. When this returns, none is on its way, also where `work` has not waited for it. */
export async function pipelined<Question extends readonly unknown[], Answer, T>(
  client: Client,
  ask: (...question: Question) => Promise<Answer>,
  work: (ask: (...question: Question) => Promise<Answer>) => Promise<T>,
): Promise<T> {
  const asked: Promise<void>[] = []
  pipeline(client, true)
  try {
    return await work((...question) => {
      const answer = ask(...question)
      // Of the answer nothing is kept.
      asked.push(answer.then(ignored, ignored))
      return answer
    })
  } finally {
    for (let one = asked.pop(); one !== undefined; one = asked.pop()) await one
    pipeline(client, false)
  }
}

function ignored(): void {}

/** The client asks this of itself whenever a statement comes; its types let nobody change it. */
function pipeline(client: Client, on: boolean): void {
  Reflect.set(client, 'pipeline', on)
}
