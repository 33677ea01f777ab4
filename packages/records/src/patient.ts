import type { ContactPoint, HumanName, Identifier, Patient } from '@wardgraph/schema/types'
import { normalise } from '@wardgraph/vault'
import { identifierPosting } from './identifierPosting.ts'
import type { Content, Posting, RecordKind } from './kind.ts'

/** Patients are found by record number or any other identifier, e-mail address or telephone number, or by family name and birth date together. */
export const patient: RecordKind = { type: 'Patient', postings, unique: ['MRN'] }

function postings(content: Content): readonly Posting[] {
  const { identifier, name, birthDate, telecom } = content as Pick<
    Patient,
    'identifier' | 'name' | 'birthDate' | 'telecom'
  > // checked when it was written
  const numbers = (identifier ?? []).filter(isRecordNumber).flatMap(({ value }) => (value ? [mrn(value)] : []))
  const identified = (identifier ?? []).flatMap(anyIdentifier).slice(0, IDENTIFIERS)
  const families = (name ?? []).flatMap(({ family }: HumanName) => (family ? [family] : []))
  const persons = birthDate ? families.map((family) => familyBirthDate(family, birthDate)) : []
  const contacts = (telecom ?? []).slice(0, CONTACTS).flatMap(contact)
  return [...numbers, ...identified, ...persons, ...contacts]
}

/** Type MR (HL7 v2 table 0203), or no type at all: other types are numbers of governments and insurers. */
function isRecordNumber({ type }: Identifier): boolean {
  const codes = type?.coding ?? []
  return codes.length === 0 || codes.some(({ code }) => code === 'MR')
}

/** Whoever has more of them is found by the first: a change puts and removes one posting each, in one transaction. */
const IDENTIFIERS = 12

function anyIdentifier({ system, value }: Identifier): readonly Posting[] {
  return system && value ? [identifierPosting({ type: 'Patient', system, value })] : []
}

/** Whoever has more entries is found by the first of them: a change puts and removes one posting each, in one transaction. */
const CONTACTS = 20

function contact({ system, value }: ContactPoint): readonly Posting[] {
  if (!value) return []
  if (system === 'email') return [email(value)]
  return system === 'phone' || system === 'sms' ? [phone(value)] : []
}

/** The posting of an exact record number. */
export function mrn(value: string): Posting {
  return { index: 'MRN', values: [normalise('exact', value)] }
}

/** The posting of a family name, case and accents folded, with a whole birth date. */
export function familyBirthDate(family: string, birthDate: string): Posting {
  return { index: 'FAMILY_BIRTHDATE', values: [normalise('name', family), normalise('date', birthDate)] }
}

/** The posting of an e-mail address, whatever its case. */
export function email(value: string): Posting {
  return { index: 'TELECOM', values: ['email', normalise('email', value)] }
}

/** The posting of a telephone number, however it is written. */
export function phone(value: string): Posting {
  return { index: 'TELECOM', values: ['phone', normalise('phone', value)] }
}
