import { digitsOfBigints } from '../serialized.ts'
import { type ErrorAnswer, wire } from '../wire.ts'
import type { Refused } from './refused.ts'

/** Of every answer: what is private is not kept on the way. */
function headersOf(requestId: string): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    [wire.headers.request]: requestId,
  }
}

export function jsonOf(value: unknown): string {
  return JSON.stringify(value, digitsOfBigints)
}

export function answered(requestId: string, json: string): Response {
  return new Response(json, { status: 200, headers: headersOf(requestId) })
}

export function refusal({ status, error, headers }: Refused, requestId: string, now: number): Response {
  const body: ErrorAnswer = {
    errorCode: error.code,
    message: error.message,
    details: error.at === undefined ? error.details : { at: error.at, ...error.details },
    timestamp: new Date(now).toISOString(),
    requestId,
    hint: error.hint,
    suggestedActions: error.suggestedActions,
  }
  return new Response(jsonOf(body), { status, headers: { ...headersOf(requestId), ...headers } })
}
