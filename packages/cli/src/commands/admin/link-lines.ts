export function linkLines({ url, expiresAt }: { readonly url: string; readonly expiresAt: Date }): string[] {
  return [`  ${url}`, `It is good once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`]
}
