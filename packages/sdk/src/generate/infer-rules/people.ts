import { days, jobs, moments, type NameRule, people, whole } from './rule.ts'

export const peopleRules: readonly NameRule[] = [
  {
    kind: 'first-name',
    names: 'first name|fname|given name|forename|prenom|vorname|primer nombre|имя|名',
    together: true,
  },
  { kind: 'middle-name', names: 'middle name|mname|second name', together: true, least: 3, nullRate: 0.5 },
  { kind: 'pattern', names: 'middle initial|initial', options: { pattern: '[A-Z]' }, most: 2, nullRate: 0.5 },
  {
    kind: 'last-name',
    names:
      'last name|lname|surname|family name|nom de famille|nachname|familienname|apellido|apellidos|cognome|фамилия|姓',
    together: true,
  },
  {
    kind: 'full-name',
    names:
      'full name|display name|real name|nom complet|nombre completo|cardholder|card holder|ship name|bill name|author|' +
      'artist|composer|writer|director|owner|manager|contact|contact person|head of state|headofstate|sales rep|姓名',
    together: true,
  },
  { kind: 'full-name', names: 'name|nom|nombre|nome', together: true, of: people },
  {
    kind: 'name-prefix',
    names: 'salutation|honorific|courtesy|title of courtesy|name prefix|anrede|civilite',
    together: true,
  },
  { kind: 'name-suffix', names: 'name suffix|suffix', together: true, nullRate: 0.8, of: people },
  {
    kind: 'username',
    names:
      'username|user name|login|login name|nickname|nick|screen name|benutzername|pseudo|created by|updated by|modified by|' +
      'approved by|changed by|deleted by',
    together: true,
  },
  { kind: 'gender', names: 'gender identity', together: true, least: 10 },
  { kind: 'sex', names: 'gender|sex|sexe|geschlecht|genero', together: true },
  { kind: 'age', names: 'age|alter|edad|eta', types: whole, together: true },
  {
    kind: 'birthdate',
    names:
      'birth date|birthday|date of birth|dob|born|born on|date naissance|date de naissance|geburtsdatum|geburtstag|' +
      'fecha nacimiento',
    types: days,
    together: true,
  },
  {
    kind: 'timestamp',
    names: 'birth date|birthday|date of birth|dob|born at',
    types: moments,
    options: { from: '1945-01-01', to: '2007-01-01' },
  },
  {
    kind: 'job-title',
    names: 'job title|job|occupation|profession|position|designation|beruf|poste|puesto|cargo',
    together: true,
  },
  { kind: 'job-title', names: 'title|titel|titre|titulo', together: true, of: jobs },
  { kind: 'bio', names: 'bio|biography|about|about me|biographie', together: true },
  {
    kind: 'avatar',
    names: 'avatar|avatar url|profile picture|profile image|photo url|portrait',
    together: true,
    least: 40,
  },
  {
    kind: 'password-hash',
    names: 'password hash|password digest|encrypted password|hashed password|pwd hash',
    least: 32,
  },
  { kind: 'password-hash', names: 'password|pass|pwd|passwd|passwort|mot de passe|contrasena', least: 60 },
  { kind: 'password', names: 'password|pass|pwd|passwd|passwort|mot de passe|contrasena' },
  {
    kind: 'national-id',
    names: 'ssn|social security number|national id|tax id|personal number|nino',
    together: true,
    least: 8,
  },
  {
    kind: 'email',
    names: 'email|e mail|mail|email address|mail address|courriel|correo|correo electronico|メール',
    together: true,
    least: 12,
  },
  {
    kind: 'phone',
    names:
      'phone|phone number|telephone|telephone number|tel|mobile|mobile phone|cell|cell phone|fax|telefon|telefono|handy|' +
      'portable|telefax|msisdn|whatsapp|home phone|work phone',
    together: true,
    least: 8,
  },
  { kind: 'pattern', names: 'extension|ext', options: { pattern: '[1-9]\\d{2,3}' }, most: 6 },
]
