import { expect, test } from 'vitest'
import { matchName } from './match-name.ts'
import type { TypeGroup } from './names/name-rule.ts'

const of = (column: string, table = 'records', types: readonly TypeGroup[] = ['text']) =>
  matchName({ table, column, types })
const first = (...args: Parameters<typeof of>) => of(...args).clues[0]

test.each([
  [
    'email',
    'email cust_email EMailAddress usr_mail1 useremail correo_electronico courriel メールアドレス adresse_email e_post sähköposti email2',
  ],
  [
    'phone',
    'phone_number MobilePhone tel handynummer telefonnummer numéro_téléphone 电话号码 cell_phone fax whatsapp_2 homephone',
  ],
  ['first-name', 'first_name firstName FNAME vorname prénom voornaam imię etunimi 名前 GivenName keresztnév'],
  ['last-name', 'last_name surname Nachname apellido cognome nazwisko фамилия sukunimi MothersMaiden'],
  ['full-name', 'full_name contactName customer_name 氏名 ФИО ansprechpartner cardholder ship_name'],
  ['street-address', 'address addressLine1 billing_street strasse rue_2 direccion ulica adres 住所 shipping_address'],
  ['postcode', 'zip ZipCode plz postleitzahl code_postal postnummer codigo_postal PSČ'],
  ['card', 'credit_card_number ccnum CCNumber kartennummer numero_tarjeta'],
  [
    'national-id',
    'ssn NationalID pesel personnummer codice_fiscale dni_number rodne_cislo 身份证号 burgerservicenummer',
  ],
  ['password', 'password_hash passwd Kennwort mot_de_passe contraseña wachtwoord пароль encrypted_password'],
  ['token', 'access_token api_key resetPasswordToken client_secret refreshtoken'],
  ['ip', 'ip_address last_login_ip remoteAddr client_ip'],
  ['health', 'diagnosis blood_type allergies krankheit diagnóstico'],
  ['username', 'user_name login screen_name benutzername kullanıcı_adı created_by'],
  ['origin', 'nationality ethnicity staatsangehörigkeit NameSet'],
  ['free-text', 'notes internal_comment bemerkungen observaciones'],
] as const)('%s is meant by names in many languages and spellings', (name, columns) => {
  expect(columns.split(' ').filter((column) => first(column)?.class !== name)).toEqual([])
})

test('a name in another language says which', () => {
  expect(first('correo_electronico')?.evidence).toBe('its name says e-mail address (Spanish)')
})

test('a plain name is of a person where people are spoken of, and nowhere else', () => {
  expect(first('name', 'customers')?.class).toBe('full-name')
  expect(first('emp_name', 'records')?.class).toBe('full-name')
  expect(first('name', 'products')).toBeUndefined()
  expect(first('file_name', 'users')).toBeUndefined()
})

test.each([
  'email_verified_at',
  'email_count',
  'address_id',
  'phone_type',
  'email_template',
  'content_type',
  'currency_code',
  'velocity',
  'capacity',
])('%s is no personal name', (column) => {
  expect(first(column)).toBeUndefined()
})

test('a name is meant of types that can hold it', () => {
  expect(first('email', 'users', ['flag'])).toBeUndefined()
  expect(first('birth_date', 'users', ['day'])?.class).toBe('birth-date')
  expect(first('salary', 'jobs', ['number'])?.class).toBe('money')
})

test('a table says what its values are', () => {
  expect(first('amount', 'salary', ['number'])?.class).toBe('money')
  expect(first('value', 'phone_numbers')?.class).toBe('phone')
})

test('what is harmless is said to be', () => {
  expect(of('created_at', 'users', ['day']).harmless).toBe(true)
  expect(of('mime_type').harmless).toBe(true)
  expect(of('email').harmless).toBe(false)
})
