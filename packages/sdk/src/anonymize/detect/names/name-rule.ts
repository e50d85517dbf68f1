import type { PersonalClass } from '../personal-class.ts'

/** Kinds of types that a name can be meant of. */
export type TypeGroup = 'text' | 'number' | 'day' | 'flag' | 'bytes' | 'network' | 'place' | 'structure'

export interface NameRule {
  /** harmless: the name says that it is nobody's. */
  readonly class: PersonalClass | 'harmless'
  /** By language, ISO 639; | between; any spelling: "first name" is first_name, firstName and FIRSTNAME too. */
  readonly names: Readonly<Record<string, string>>
  /** Text where left out. */
  readonly types?: readonly TypeGroup[] | undefined
  /** Only in a table, or behind a word, of people. */
  readonly ofPeople?: true | undefined
  /** Only where it is the whole name, apart from the table's own. */
  readonly whole?: true | undefined
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** What people are called in names of tables and columns; singular. */
export const people = words(`user users usr customer cust client person people persons employee emp staff member patient
  student pupil teacher doctor nurse physician contact guest tenant applicant candidate subscriber recipient sender holder
  cardholder beneficiary payee payer passenger driver owner author actor manager participant attendee visitor lead prospect
  resident citizen voter donor volunteer agent worker parent child spouse guardian player artist writer editor director
  instructor borrower buyer seller reporter requester approver signatory insured claimant subject profile account buddy
  family relative friend individual personnel human head mitarbeiter kunde kunden benutzer nutzer personen angestellter
  patienten schueler lehrer mieter empleado cliente clientes usuario usuarios persona personas paciente alumno utente
  impiegato dipendente paziente personne personnes utilisateur utilisateurs employe salarie adherent pessoa pessoas
  funcionario klant gebruiker medewerker persoon pracownik klient osoba uzytkownik zakaznik uzivatel zamestnanec kund
  anvandare anstalld kunde bruger ansat ansatt asiakas kayttaja henkilo musteri kullanici calisan kisi sotrudnik polzovatel
  vevo felhasznalo szemely angajat utilizator`)
