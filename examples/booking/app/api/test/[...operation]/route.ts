import { serverContext } from '../../../../src/server-context.ts'

// A route handler of Next.js takes a Request and answers a Response, so the API is the handler.

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'

export async function POST(request: Request): Promise<Response> {
  const { testData } = await serverContext()
  return testData(request)
}
