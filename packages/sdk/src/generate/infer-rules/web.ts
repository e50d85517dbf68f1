import { languageNames, languages, type NameRule, requests, whole } from './rule.ts'

export const webRules: readonly NameRule[] = [
  {
    kind: 'url',
    names:
      'url|website|web site|homepage|home page|link|href|uri|web|site|permalink|page url|callback url|webhook url|image|' +
      'image url|picture url|thumbnail|thumbnail url|logo|logo url|cover|cover url|banner|icon url|poster|poster url|' +
      'photo path',
    least: 20,
  },
  { kind: 'domain', names: 'domain|domain name|hostname|host|host name|server name|subdomain', least: 12 },
  { kind: 'slug', names: 'slug|handle|url key' },
  { kind: 'hashtag', names: 'hashtag' },
  {
    kind: 'ipv4',
    names:
      'ip|ip address|ip addr|remote addr|remote address|client ip|last login ip|current sign in ip|last sign in ip|ipv 4',
    least: 15,
  },
  { kind: 'ipv6', names: 'ipv 6|ip v 6', least: 39 },
  { kind: 'mac', names: 'mac|mac address|mac addr', least: 17 },
  { kind: 'user-agent', names: 'user agent|browser', least: 60 },
  { kind: 'port', names: 'port', types: whole },
  { kind: 'http-status', names: 'http status|status code|response code|response status', types: whole },
  { kind: 'http-method', names: 'http method|request method|method|verb', of: requests },
  { kind: 'http-method', names: 'http method|request method' },
  {
    kind: 'uuid',
    names: 'uuid|guid|external id|public id|correlation id|request id|trace id|session id|device id|uid',
    least: 36,
  },
  {
    kind: 'api-key',
    names:
      'token|access token|refresh token|reset token|auth token|api key|secret|session token|remember token|' +
      'confirmation token|api token|client secret|session key',
    least: 16,
  },
  {
    kind: 'pattern',
    names: 'hash|checksum|sha|sha 256|sha 1|digest|fingerprint|etag|signature',
    options: { pattern: '[0-9a-f]{64}' },
    least: 64,
  },
  {
    kind: 'pattern',
    names: 'md 5|hash|checksum|digest|fingerprint|etag',
    options: { pattern: '[0-9a-f]{32}' },
    least: 32,
  },
  { kind: 'mime-type', names: 'mime|mime type|content type|media type', least: 12 },
  {
    kind: 'file-name',
    names: 'file name|filename|original filename|file|attachment|dateiname|nom fichier',
    least: 12,
  },
  {
    kind: 'file-path',
    names: 'path|file path|storage path|storage key|object key|directory|folder',
    least: 20,
  },
  { kind: 'locale', names: 'locale|language tag|lang tag' },
  { kind: 'language', names: 'language code|lang code|lang|language iso|iso language|language', most: 3 },
  { kind: 'language', names: 'language code|lang code|iso language' },
  {
    kind: 'one-of',
    names: 'language|language name|sprache|langue|idioma',
    options: { values: languageNames },
  },
  { kind: 'version', names: 'version|app version|release|semver', whole: true },
  { kind: 'hex-color', names: 'color|colour|farbe|couleur', least: 7, most: 7 },
  { kind: 'hex-color', names: 'color hex|hex color|hex|color code|background color|text color', least: 7 },
  { kind: 'color', names: 'color|colour|farbe|couleur' },
  {
    kind: 'one-of',
    names: 'os|operating system|platform',
    options: { values: ['iOS', 'Android', 'Windows', 'macOS', 'Linux'] },
  },
  {
    kind: 'integer',
    names:
      'views|view count|clicks|click count|likes|like count|followers|follower count|downloads|impressions|hits|visits',
    types: whole,
    options: { min: 0, max: 100000 },
  },
  {
    kind: 'integer',
    names: 'bytes|file size|size bytes|content length',
    types: whole,
    options: { min: 100, max: 10000000 },
  },
  { kind: 'one-of', names: 'name', options: { values: languageNames }, of: languages },
]
