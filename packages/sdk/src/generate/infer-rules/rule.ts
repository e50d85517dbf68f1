import type { FieldType } from '../../model/schema.ts'

/** What a name of a field speaks of. */
export interface NameRule {
  readonly kind: string
  /** Names, and ends and starts of names, in words of any spelling, with | between. */
  readonly names: string
  readonly options?: Readonly<Record<string, unknown>>
  /** Types that it serves; text where left out. */
  readonly types?: readonly FieldType[]
  /** The values of a row belong together: those of a person, an address, a company. */
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

export const moments: readonly FieldType[] = ['timestamp', 'timestamptz']
export const days: readonly FieldType[] = ['date']
export const numbers: readonly FieldType[] = ['integer', 'decimal', 'float']
export const fractions: readonly FieldType[] = ['decimal', 'float']
export const whole: readonly FieldType[] = ['integer']

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

export const people = words(`user customer person people employee staff actor author member contact student teacher
  patient doctor nurse owner manager client player driver guest agent tenant applicant subscriber recipient sender holder
  cardholder beneficiary payee director passenger visitor candidate lead participant artist writer editor reviewer attendee
  worker supervisor parent child spouse admin borrower lender buyer seller instructor host speaker assignee reporter emp
  personne personnel utilisateur mitarbeiter kunde benutzer usuario cliente empleado persona utente autor auteur`)
export const companies =
  words(`company supplier vendor organization organisation org brand manufacturer shipper publisher
  employer firm airline bank store shop merchant agency partner business account tenant workspace studio entreprise societe
  firma unternehmen empresa`)
export const products = words(
  'product item article good goods merchandise sku catalog produit produkt artikel producto part menu dish',
)
export const cities = words('city town village municipality ville stadt ciudad commune')
export const countries = words('country nation pays land pais')
export const regions = words('state region province county territory district departement bundesland provincia')
/** What has an address: there a state is a place. */
export const addresses = words(
  'address customer user store employee supplier billing shipping ship bill invoice location home contact person',
)
export const departments = words('department dept division abteilung')
export const categories = words('category kategorie categorie categoria')
export const groups = words('tag genre group type topic kind class family label skill role channel team')
export const works = words(
  'film movie book album track song episode video game post article page playlist course event story series',
)
export const jobs = words('employee staff job position person people user contact emp mitarbeiter')
export const requests = words('request http log api call webhook')
export const languageNames = 'English German French Spanish Italian Portuguese Dutch Polish Japanese Arabic'.split(' ')
export const languages = words('language sprache langue idioma')
