import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Auth } from '../auth/auth.ts'
import type { SessionTokens } from '../services/auth/session-tokens.ts'

export const accessCookie = 'understudy_access'
export const refreshCookie = 'understudy_refresh'
const accessPath = '/api'
/** The refresh token goes nowhere but where it is exchanged or given back. */
const refreshPath = '/api/auth/sessions/current'

/** No script reads them, no other site sends them, and where people come by TLS no other way carries them. */
function attributes({ publicUrl }: Auth) {
  return { httpOnly: true, sameSite: 'Strict', secure: publicUrl().startsWith('https:') } as const
}

export function keepInCookies(c: Context, auth: Auth, tokens: SessionTokens): void {
  const { accessToken, accessExpiresAt, refreshToken, expiresAt } = tokens
  setCookie(c, accessCookie, accessToken, { ...attributes(auth), path: accessPath, expires: accessExpiresAt })
  setCookie(c, refreshCookie, refreshToken, { ...attributes(auth), path: refreshPath, expires: expiresAt })
}

export function dropCookies(c: Context, auth: Auth): void {
  deleteCookie(c, accessCookie, { ...attributes(auth), path: accessPath })
  deleteCookie(c, refreshCookie, { ...attributes(auth), path: refreshPath })
}
