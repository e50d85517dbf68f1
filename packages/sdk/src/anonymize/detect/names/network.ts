import type { NameRule } from './name-rule.ts'

export const networkNames: readonly NameRule[] = [
  {
    class: 'ip',
    types: ['text', 'network', 'number'],
    names: {
      en: 'ip|ip address|ip addr|ipaddr|ipaddress|ip v 4|ip v 6|ipv 4|ipv 6|remote addr|remote address|client ip|remote ip|last login ip|current sign in ip|last sign in ip|signup ip|source ip|src ip|dst ip|x forwarded for|user ip|login ip|remote host|client addr|client address',
      ja: 'ipアドレス',
      zh: 'ip地址',
      ko: '아이피',
    },
  },
  {
    class: 'mac',
    types: ['text', 'network'],
    names: { en: 'mac|mac address|mac addr|macaddr|hardware address|wifi mac|bssid|bluetooth address' },
  },
  {
    class: 'device',
    types: ['text', 'number'],
    names: {
      en: 'device id|deviceid|imei|imsi|iccid|idfa|idfv|gaid|advertising id|android id|udid|device fingerprint|browser fingerprint|device token|push token|fcm token|apns token|serial number device|visitor id|anonymous id|client uuid|cookie id|tracking id|session cookie|fingerprint|meid',
    },
  },
  {
    class: 'user-agent',
    names: { en: 'user agent|useragent|browser agent|ua string|http user agent|browser', de: 'browserkennung' },
  },
  {
    class: 'url',
    names: {
      en: 'avatar url|profile url|photo url|picture url|profile image url|website|homepage|home page|personal site|blog url|profile link|linkedin url|facebook url|website url|web site|referrer|referer|landing page|web page|social url|image url|video url|profile picture url',
      de: 'webseite|internetseite',
      fr: 'site web|page personnelle',
      es: 'pagina web|sitio web',
    },
  },
  {
    class: 'domain',
    names: {
      en: 'domain|domain name|hostname|host name|email domain|site domain|mail domain|reverse dns|computer name',
    },
  },
  {
    class: 'password',
    types: ['text', 'bytes', 'number'],
    names: {
      en: 'password|passwd|pwd|pass|passcode|password hash|password digest|encrypted password|hashed password|pwd hash|pass hash|passphrase|pin|pin code hash|pin hash|password salt|salt|old password|security answer|secret answer|security question|passwordhash|pw|user password|user pass|crypted password|hashed pw|password encrypted',
      de: 'passwort|kennwort|passwort hash|geheimzahl',
      fr: 'mot de passe|mdp|motdepasse',
      es: 'contrasena|clave|clave acceso',
      it: 'parola d ordine|parola chiave',
      pt: 'senha|palavra passe|palavra chave',
      nl: 'wachtwoord',
      pl: 'haslo',
      cs: 'heslo',
      sv: 'losenord',
      da: 'adgangskode|kodeord',
      no: 'passord',
      fi: 'salasana',
      tr: 'sifre|parola',
      ru: 'пароль|parol',
      uk: 'пароль',
      el: 'κωδικος προσβασης|kodikos',
      hu: 'jelszo',
      ro: 'parola',
      hr: 'lozinka|zaporka',
      ja: 'パスワード|暗証番号|pasuwado',
      zh: '密码|口令|mima',
      ko: '비밀번호|암호',
    },
  },
  {
    class: 'token',
    types: ['text', 'bytes'],
    names: {
      en:
        'token|access token|refresh token|reset token|auth token|api key|apikey|secret|session token|remember token|confirmation token|api token|client secret|session key|private key|secret key|' +
        'reset password token|invitation token|verification token|unlock token|otp secret|totp secret|mfa secret|two factor secret|recovery codes|recovery code|backup codes|webhook secret|signing secret|bearer token|oauth token|csrf token|session id|sessionid|sid|id token|encryption key|jwt|access key|secret access key|activation code|verification code|otp|email hash|phone hash|credential|credentials',
      de: 'geheimnis|zugangstoken',
      fr: 'jeton|cle api',
      es: 'clave api|ficha acceso',
      ru: 'токен',
      ja: 'トークン',
      zh: '令牌|密钥',
    },
  },
]
