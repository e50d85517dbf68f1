import type { FieldType } from '../model/schema.ts'

/** What a name of a field speaks of. */
export interface NameRule {
  /** Names and ends of names, in words of any spelling, with | between. */
  readonly names: string
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>>
  /** Types that it serves; text where left out. */
  readonly types?: readonly FieldType[]
  /** The values of a row belong together: a person, an address, a company. */
  readonly together?: true
  readonly nullRate?: number
  /** Only in an entity, or behind a word, of these. */
  readonly of?: ReadonlySet<string>
  /** Only where it is the whole name. */
  readonly whole?: true
  /** Characters that the field must have at least, and at most. */
  readonly least?: number
  readonly most?: number
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const people = words(
  'user customer person people employee staff actor author member contact student teacher patient doctor nurse owner manager ' +
    'client player driver guest agent tenant applicant subscriber recipient sender holder cardholder beneficiary payee director ' +
    'passenger visitor candidate lead participant director artist writer editor reviewer attendee worker supervisor parent child ' +
    'spouse admin borrower lender buyer seller instructor host speaker assignee reporter emp personne personnel utilisateur ' +
    'mitarbeiter kunde benutzer usuario cliente empleado persona utente autor auteur',
)
const companies = words(
  'company supplier vendor organization organisation org brand manufacturer shipper publisher employer firm airline bank store ' +
    'shop merchant agency partner business account tenant workspace studio label entreprise societe firma unternehmen empresa',
)
const products = words(
  'product item article good merchandise sku catalog produit produkt artikel producto part goods menu dish',
)
const places = words('city town village municipality ville stadt ciudad commune')
const countries = words('country nation pays land pais')
const regions = words('state region province county territory district departement bundesland provincia')
const groups = words('category tag genre group type topic kind class family label skill role channel team')
const works = words(
  'film movie book album track song episode video game post article page playlist course event story series',
)
const jobs = words('employee staff job position person people user contact emp mitarbeiter')

const moments: readonly FieldType[] = ['timestamp', 'timestamptz']
const numbers: readonly FieldType[] = ['integer', 'decimal', 'float']
const fractions: readonly FieldType[] = ['decimal', 'float']
const whole: readonly FieldType[] = ['integer']
const textOrNumber: readonly FieldType[] = ['text', 'integer']

/** Earlier rules win over later ones for the same words; a whole name over its end, its end over its start. */
export const nameRules: readonly NameRule[] = [
  // people
  {
    names: 'first name|fname|firstname|given name|forename|prenom|vorname|primer nombre|nome proprio|имя|名',
    kind: 'first-name',
    together: true,
  },
  {
    names: 'middle name|mname|second name|middle initial',
    kind: 'middle-name',
    together: true,
    least: 3,
    nullRate: 0.5,
  },
  { names: 'middle initial|initial', kind: 'pattern', options: { pattern: '[A-Z]' }, most: 2, nullRate: 0.5 },
  {
    names:
      'last name|lname|lastname|surname|family name|nom de famille|nachname|familienname|apellido|apellidos|cognome|фамилия|姓',
    kind: 'last-name',
    together: true,
  },
  {
    names:
      'full name|fullname|display name|real name|contact name|customer name|employee name|author name|person name|nom complet|nombre completo|cardholder|card holder|ship name|bill name|姓名',
    kind: 'full-name',
    together: true,
  },
  { names: 'name|nom|nombre|nome', kind: 'full-name', together: true, of: people },
  {
    names: 'salutation|honorific|courtesy|title of courtesy|name prefix|anrede|civilite',
    kind: 'name-prefix',
    together: true,
  },
  { names: 'name suffix|suffix', kind: 'name-suffix', together: true, nullRate: 0.8, of: people },
  {
    names: 'username|user name|login|login name|nickname|nick|handle|screen name|benutzername|pseudo',
    kind: 'username',
    together: true,
  },
  { names: 'gender|sexe|geschlecht|genero', kind: 'gender', together: true, least: 10 },
  { names: 'gender|sex|sexe|geschlecht|genero', kind: 'sex', together: true },
  { names: 'age|alter|edad|eta', kind: 'age', types: whole, together: true },
  {
    names:
      'birth date|birthdate|birthday|date of birth|dob|born|born on|date naissance|date de naissance|geburtsdatum|geburtstag|fecha nacimiento',
    kind: 'birthdate',
    types: ['date'],
    together: true,
  },
  {
    names: 'birth date|birthdate|birthday|date of birth|dob|born at',
    kind: 'timestamp',
    types: moments,
    options: { from: '1945-01-01', to: '2007-01-01' },
  },
  {
    names: 'job title|job|occupation|profession|position|designation|beruf|poste|puesto|cargo',
    kind: 'job-title',
    together: true,
  },
  { names: 'title|titel|titre|titulo', kind: 'job-title', together: true, of: jobs },
  { names: 'bio|biography|about|about me|biographie', kind: 'bio', together: true },
  {
    names: 'avatar|avatar url|profile picture|profile image|photo url|portrait',
    kind: 'avatar',
    together: true,
    least: 40,
  },
  {
    names: 'password hash|password digest|encrypted password|hashed password|passwd|pwd hash',
    kind: 'password-hash',
    least: 32,
  },
  { names: 'password|pass|pwd|passwort|mot de passe|contrasena', kind: 'password-hash', least: 60 },
  { names: 'password|pass|pwd|passwd|passwort|mot de passe|contrasena', kind: 'password' },
  { names: 'ssn|social security number|national id|tax id|personal number|nino', kind: 'national-id', together: true },

  // reaching people
  {
    names: 'email|e mail|mail|email address|mail address|courriel|correo|correo electronico|メール',
    kind: 'email',
    together: true,
    least: 12,
  },
  {
    names:
      'phone|phone number|telephone|telephone number|tel|mobile|mobile phone|cell|cell phone|fax|telefon|telefono|handy|portable|telefax|msisdn|whatsapp|home phone|work phone',
    kind: 'phone',
    together: true,
    least: 8,
  },
  { names: 'extension|ext', kind: 'pattern', options: { pattern: '[1-9]\\d{2,3}' }, most: 6 },

  // addresses
  {
    names:
      'address 2|address line 2|addr 2|street 2|apartment|apt|suite|unit|secondary address|adresszusatz|complement adresse',
    kind: 'secondary-address',
    together: true,
    nullRate: 0.7,
  },
  {
    names:
      'address|address 1|address line 1|address line|addr|addr 1|street address|street|adresse|anschrift|strasse|rue|direccion|calle|indirizzo|via',
    kind: 'street-address',
    together: true,
  },
  { names: 'full address|mailing address', kind: 'full-address', together: true, least: 60 },
  {
    names: 'house number|building number|street number|hausnummer|numero',
    kind: 'pattern',
    options: { pattern: '[1-9]\\d?' },
    whole: true,
  },
  {
    names: 'city|town|ville|stadt|ort|ciudad|citta|municipality|locality|birthplace|capital',
    kind: 'city',
    together: true,
  },
  { names: 'state code|region code|province code|state|province|region', kind: 'state-code', together: true, most: 3 },
  {
    names: 'state|province|region|district|county|bundesland|departement|provincia|estado|prefecture|territory',
    kind: 'state',
    together: true,
  },
  {
    names:
      'zip|zip code|zipcode|postal code|postalcode|postcode|post code|plz|postleitzahl|code postal|codigo postal|cap',
    kind: 'postcode',
    together: true,
    least: 4,
  },
  {
    names: 'country code|countrycode|country iso|iso country|iso country code|country|nationality|land|pays',
    kind: 'country-code',
    together: true,
    most: 3,
  },
  { names: 'country code|countrycode|country iso|iso code', kind: 'country-code', together: true },
  { names: 'country|country name|nation|nationality|pays|land|pais|paese|国', kind: 'country', together: true },
  { names: 'latitude|lat|breitengrad', kind: 'latitude', types: fractions, together: true },
  { names: 'longitude|lng|lon|long|laengengrad|langengrad', kind: 'longitude', types: fractions, together: true },
  { names: 'time zone|timezone|tz|zeitzone|fuseau horaire', kind: 'time-zone', least: 20 },
  { names: 'name|nom|nombre', kind: 'city', of: places },
  { names: 'name|nom|nombre', kind: 'country', of: countries },
  { names: 'name|nom|nombre|description', kind: 'state', of: regions },
  { names: 'code', kind: 'country-code', of: countries, least: 2, most: 3 },

  // companies and their goods
  {
    names:
      'company|company name|organization|organisation|organization name|org name|business name|employer|supplier|vendor|manufacturer|brand|publisher|firma|entreprise|societe|empresa|legal name|ship via',
    kind: 'company',
    together: true,
  },
  { names: 'name|nom|nombre|title', kind: 'company', together: true, of: companies },
  { names: 'department|department name|dept|dept name|division|abteilung|departamento|service', kind: 'department' },
  { names: 'name|title', kind: 'department', of: words('department dept division abteilung') },
  { names: 'industry|sector|branche', kind: 'industry' },
  { names: 'vat|vat number|vat id|tax number|ust id', kind: 'vat-number', least: 10 },
  { names: 'product|product name|item name|article name|produkt|produit|producto', kind: 'product-name' },
  { names: 'name|title|nom|nombre', kind: 'product-name', of: products },
  { names: 'sku|article number|item number|product code|part number|stock code|artikelnummer', kind: 'sku' },
  { names: 'isbn|isbn 13|isbn 10', kind: 'isbn', least: 10 },
  { names: 'ean|ean 13|gtin|upc|barcode|bar code', kind: 'ean', least: 8 },

  // money
  {
    names:
      'price|unit price|list price|sale price|cost|unit cost|amount|total|subtotal|sub total|grand total|balance|fee|rate|rental rate|replacement cost|freight|shipping|shipping cost|tax|tax amount|revenue|profit|deposit|payment|credit|debit|charge|value|preis|betrag|summe|prix|montant|precio|importe|prezzo|donation|discount amount|wage|bonus|commission amount',
    kind: 'money',
    types: fractions,
  },
  {
    names: 'salary|annual salary|income|gehalt|salaire|salario|budget|gnp|gdp|turnover|credit limit',
    kind: 'money',
    types: numbers,
    options: { min: 20000, max: 150000 },
  },
  {
    names: 'price cents|amount cents|cents|price|amount|cost|total|balance',
    kind: 'integer',
    types: whole,
    options: { min: 1, max: 100000 },
  },
  {
    names: 'currency|currency code|iso currency|wahrung|waehrung|devise|moneda|divisa',
    kind: 'currency-code',
    most: 4,
  },
  { names: 'currency|currency code|iso currency|wahrung|waehrung|devise|moneda|divisa', kind: 'currency-code' },
  { names: 'iban', kind: 'iban', least: 15 },
  { names: 'bic|swift|swift code|bic swift', kind: 'bic', least: 8 },
  { names: 'credit card|credit card number|card number|cc number|ccnum|pan', kind: 'card-number', least: 13 },
  { names: 'cvv|cvc|security code', kind: 'pattern', options: { pattern: '\\d{3}' } },
  {
    names: 'account number|bank account|kontonummer|account no',
    kind: 'pattern',
    options: { pattern: '[1-9]\\d{9}' },
    least: 10,
  },

  // the web
  {
    names: 'url|website|web site|homepage|home page|link|href|uri|web|site|permalink|page url|callback url|webhook url',
    kind: 'url',
    least: 20,
  },
  {
    names:
      'image|image url|picture url|photo|thumbnail|thumbnail url|logo|logo url|cover|cover url|banner|icon url|poster|poster url|img|photo path',
    kind: 'image-url',
    least: 40,
  },
  { names: 'domain|domain name|hostname|host|host name|server name|subdomain', kind: 'domain', least: 12 },
  { names: 'slug|handle|permalink|url key', kind: 'slug' },
  {
    names:
      'ip|ip address|ipaddress|ip addr|remote addr|remote address|client ip|last login ip|current sign in ip|last sign in ip|ipv 4',
    kind: 'ipv4',
    least: 15,
  },
  { names: 'ipv 6|ip v 6', kind: 'ipv6', least: 39 },
  { names: 'mac|mac address|mac addr', kind: 'mac', least: 17 },
  { names: 'user agent|useragent|browser', kind: 'user-agent', least: 60 },
  { names: 'port', kind: 'port', types: whole },
  { names: 'http status|status code|response code|response status', kind: 'http-status', types: whole },
  {
    names: 'method|http method|request method|verb',
    kind: 'http-method',
    of: words('request http log api call webhook'),
  },
  {
    names: 'uuid|guid|external id|public id|correlation id|request id|trace id|session id|device id|uid',
    kind: 'uuid',
    least: 36,
  },
  {
    names:
      'token|access token|refresh token|reset token|auth token|api key|apikey|secret|session token|remember token|confirmation token|api token|client secret|session key',
    kind: 'api-key',
    least: 16,
  },
  { names: 'hash|checksum|sha|sha 256|sha 1|md 5|digest|fingerprint|etag|signature', kind: 'hash' },
  { names: 'mime|mime type|mimetype|content type|media type', kind: 'mime-type', least: 12 },
  { names: 'file name|filename|original filename|file|attachment|dateiname|nom fichier', kind: 'file-name' },
  {
    names: 'path|file path|filepath|storage path|storage key|object key|directory|folder',
    kind: 'file-path',
    least: 20,
  },
  { names: 'locale|language tag|lang tag', kind: 'locale' },
  { names: 'language code|lang code|lang|language iso|iso language|language', kind: 'language-code', most: 3 },
  { names: 'language|language name|sprache|langue|idioma', kind: 'language' },
  { names: 'name', kind: 'language', of: words('language') },
  { names: 'version|app version|release|semver', kind: 'semver', whole: true },
  { names: 'color|colour|farbe|couleur', kind: 'hex-color', most: 7, least: 7 },
  { names: 'color hex|hex color|hex|color code|background color|text color', kind: 'hex-color', least: 7 },
  { names: 'color|colour|farbe|couleur', kind: 'color' },
  {
    names: 'os|operating system|platform',
    kind: 'one-of',
    options: { values: ['iOS', 'Android', 'Windows', 'macOS', 'Linux'] },
  },

  // words
  {
    names:
      'title|subject|headline|heading|titel|titre|titulo|caption|betreff|sujet|topic|summary|track name|album name',
    kind: 'title',
  },
  { names: 'name', kind: 'title', of: works },
  { names: 'name|label|category|category name|genre|tag|kategorie|categorie|categoria', kind: 'word', of: groups },
  { names: 'category|category name|genre|tag|kategorie|categorie|categoria|department code', kind: 'word' },
  { names: 'tags|keywords|labels', kind: 'words' },
  { names: 'tagline|slogan|short description|excerpt|teaser|abstract', kind: 'sentence' },
  { names: 'description|desc|beschreibung|descripcion|descrizione|details|synopsis|overview', kind: 'paragraph' },
  {
    names:
      'comment|comments|note|notes|remark|remarks|memo|feedback|review|kommentar|bemerkung|notiz|commentaire|comentario|notas|reason|message|msg|reply|answer|question',
    kind: 'sentence',
    nullRate: 0.3,
  },
  { names: 'body|content|text|html|article|inhalt|contenu|contenido|markdown|story|bio long', kind: 'paragraphs' },
  {
    names: 'status|state|order status|payment status|zustand|statut|estado',
    kind: 'one-of',
    options: { values: ['active', 'pending', 'inactive', 'archived'], weights: [6, 2, 1, 1] },
  },
  {
    names: 'priority|severity',
    kind: 'one-of',
    options: { values: ['low', 'medium', 'high', 'urgent'], weights: [3, 4, 2, 1] },
  },
  { names: 'size', kind: 'one-of', options: { values: ['XS', 'S', 'M', 'L', 'XL'] }, whole: true, most: 10 },
  { names: 'role|user role', kind: 'one-of', options: { values: ['user', 'editor', 'admin'], weights: [8, 2, 1] } },
  {
    names: 'plan|tier|subscription plan',
    kind: 'one-of',
    options: { values: ['free', 'basic', 'pro', 'enterprise'], weights: [5, 3, 2, 1] },
  },
  {
    names: 'payment method|payment type|paid by',
    kind: 'one-of',
    options: { values: ['card', 'paypal', 'bank transfer', 'cash'], weights: [6, 3, 2, 1] },
    least: 13,
  },
  {
    names: 'log level|level',
    kind: 'one-of',
    options: { values: ['debug', 'info', 'warn', 'error'], weights: [2, 6, 2, 1] },
    of: words('log event message entry'),
  },
  { names: 'unit|unit of measure|uom|einheit', kind: 'one-of', options: { values: ['piece', 'box', 'kg', 'l', 'm'] } },
  {
    names: 'quantity per unit',
    kind: 'pattern',
    options: { pattern: '(6|10|12|24|48) (boxes|bottles|jars|bags) x (100|250|500) g' },
    least: 25,
  },
  { names: 'name|nom|nombre|nome|bezeichnung|libelle|label', kind: 'words' },

  // time
  {
    names:
      'created at|created|created on|create date|creation date|date created|inserted at|date added|added at|registered at|registration date|joined at|signup date|erstellt am|date creation|fecha creacion|timestamp|ts|occurred at|logged at|event time',
    kind: 'timestamp',
    types: moments,
  },
  {
    names:
      'updated at|updated|updated on|last update|last updated|modified at|modified|modified date|last modified|changed at|mtime|geaendert am|date modification',
    kind: 'timestamp',
    types: moments,
  },
  {
    names:
      'deleted at|archived at|cancelled at|canceled at|banned at|blocked at|revoked at|disabled at|suspended at|removed at|closed at|discontinued at|terminated at',
    kind: 'timestamp',
    types: moments,
    nullRate: 0.95,
  },
  {
    names: 'deleted on|deleted|termination date|end of service|date of death|death date',
    kind: 'date',
    types: ['date'],
    nullRate: 0.9,
  },
  {
    names: 'expires at|expires|expiry|expiration|valid until|valid to|due at|trial ends at',
    kind: 'timestamp',
    types: moments,
    options: { from: '2025-01-01', to: '2028-01-01' },
  },
  {
    names:
      'expires|expires on|expiry date|expiration date|valid until|valid to|due date|end date|to date|faellig am|ablaufdatum',
    kind: 'date',
    types: ['date'],
    options: { from: '2025-01-01', to: '2028-01-01' },
  },
  {
    names: 'hire date|hired at|start date|from date|employment date|eintrittsdatum|date embauche',
    kind: 'date',
    types: ['date'],
    options: { from: '2005-01-01', to: '2025-01-01' },
  },
  {
    names:
      'shipped at|shipped date|delivered at|delivery date|return date|returned at|paid at|completed at|finished at|processed at|resolved at|confirmed at|verified at|approved at|published at|read at|last login|last login at|last seen|last seen at|email verified at',
    kind: 'timestamp',
    types: moments,
    nullRate: 0.3,
  },
  {
    names: 'shipped date|delivery date|return date|paid on|completion date|publication date',
    kind: 'date',
    types: ['date'],
    nullRate: 0.3,
  },
  {
    names: 'year|release year|founded|founded year|indep year|annee|jahr|ano|publication year|model year',
    kind: 'integer',
    types: whole,
    options: { min: 1950, max: 2025 },
  },
  {
    names: 'year|release year|model year',
    kind: 'pattern',
    options: { pattern: '(19[5-9]\\d|20[01]\\d|202[0-5])' },
    most: 4,
    least: 4,
  },
  { names: 'month|expiry month|exp month|monat|mois|mes', kind: 'integer', types: whole, options: { min: 1, max: 12 } },
  { names: 'day|day of month|tag|jour', kind: 'integer', types: whole, options: { min: 1, max: 28 } },
  { names: 'weekday|day of week|dow|wochentag', kind: 'integer', types: whole, options: { min: 0, max: 6 } },
  { names: 'hour|hours', kind: 'integer', types: whole, options: { min: 0, max: 23 } },
  { names: 'minute|minutes', kind: 'integer', types: whole, options: { min: 0, max: 59 } },
  { names: 'month|month name', kind: 'month' },
  { names: 'weekday|day of week|day name', kind: 'weekday' },

  // numbers
  {
    names: 'quantity|qty|count|units|items|anzahl|menge|quantite|cantidad',
    kind: 'integer',
    types: whole,
    options: { min: 1, max: 20 },
  },
  {
    names: 'stock|in stock|units in stock|inventory|on hand|stock quantity|units on order|reorder level',
    kind: 'integer',
    types: whole,
    options: { min: 0, max: 500 },
  },
  { names: 'rating|stars|score|note|bewertung', kind: 'integer', types: whole, options: { min: 1, max: 5 } },
  { names: 'rating|stars|average rating|avg rating', kind: 'decimal', types: fractions, options: { min: 1, max: 5 } },
  {
    names: 'percent|percentage|pct|progress|completion|prozent|pourcentage|porcentaje',
    kind: 'integer',
    types: whole,
    options: { min: 0, max: 100 },
  },
  {
    names: 'percent|percentage|pct|progress|tax rate|interest rate|prozent|pourcentage|porcentaje',
    kind: 'decimal',
    types: fractions,
    options: { min: 0, max: 100 },
  },
  {
    names: 'discount|discount rate|commission|ratio|probability|share|fraction|confidence|weighting',
    kind: 'decimal',
    types: fractions,
    options: { min: 0, max: 1 },
  },
  {
    names: 'sort order|position|rank|ordinal|display order|sequence|sort|priority|level|reihenfolge|ordre',
    kind: 'integer',
    types: whole,
    options: { min: 1, max: 100 },
  },
  {
    names: 'population|einwohner|habitants|poblacion',
    kind: 'integer',
    types: whole,
    options: { min: 500, max: 2000000 },
  },
  {
    names:
      'views|view count|clicks|click count|likes|like count|followers|follower count|downloads|impressions|hits|visits',
    kind: 'integer',
    types: whole,
    options: { min: 0, max: 100000 },
  },
  {
    names: 'duration|duration ms|milliseconds|millis|elapsed ms|latency ms',
    kind: 'integer',
    types: whole,
    options: { min: 1000, max: 600000 },
  },
  { names: 'rental duration|duration days|days', kind: 'integer', types: whole, options: { min: 1, max: 30 } },
  { names: 'length|duration minutes|runtime|run time', kind: 'integer', types: whole, options: { min: 40, max: 200 } },
  {
    names: 'bytes|file size|size bytes|filesize|content length',
    kind: 'integer',
    types: whole,
    options: { min: 100, max: 10000000 },
  },
  { names: 'width|height|breite|hoehe', kind: 'integer', types: whole, options: { min: 10, max: 2000 } },
  { names: 'weight|gewicht|poids|peso', kind: 'decimal', types: fractions, options: { min: 0.1, max: 100 } },
  { names: 'height|width|depth|length', kind: 'decimal', types: fractions, options: { min: 0.1, max: 250 } },
  { names: 'temperature|temp', kind: 'decimal', types: fractions, options: { min: -10, max: 40 } },
  {
    names: 'zip|zip code|postal code|postcode|plz',
    kind: 'integer',
    types: whole,
    options: { min: 10000, max: 99999 },
  },
  { names: 'status|type|kind|category|flags|mode', kind: 'integer', types: whole, options: { min: 0, max: 5 } },
  {
    names: 'attempts|retries|retry count|failed attempts|failed logins',
    kind: 'integer',
    types: whole,
    options: { min: 0, max: 3 },
  },
  { names: 'version|lock version|revision', kind: 'integer', types: whole, options: { min: 1, max: 10 } },

  // yes and no
  {
    names:
      'is active|active|enabled|is enabled|is available|available|visible|is visible|published|is published|verified|is verified|email verified|confirmed|activebool|aktiv|actif|activo',
    kind: 'boolean',
    types: ['boolean'],
    options: { probability: 0.9 },
  },
  {
    names:
      'deleted|is deleted|archived|is archived|banned|is banned|blocked|is blocked|locked|is locked|disabled|is disabled|hidden|suspended|is admin|admin|is superuser|superuser|is staff|discontinued|is test|spam|is spam',
    kind: 'boolean',
    types: ['boolean'],
    options: { probability: 0.05 },
  },
  {
    names: 'active|is active|enabled|deleted|is deleted',
    kind: 'integer',
    types: textOrNumber.filter((type) => type === 'integer'),
    options: { min: 0, max: 1 },
  },
]
