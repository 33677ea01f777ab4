import type { HumanName, Identifier, Patient } from '@wardgraph/schema/types'
import { normalise } from '@wardgraph/vault'
import type { Content, Posting, RecordKind } from './kind.ts'

/** Patients are found by exact record number, or by family name and birth date together. */
export const patient: RecordKind = { type: 'Patient', postings }

/** A full date; a year or a month alone would make a list of many people. */
const WHOLE_DATE = /^\d{4}-\d{2}-\d{2}$/

function postings(content: Content): readonly Posting[] {
  const { identifier, name, birthDate } = content as Pick<Patient, 'identifier' | 'name' | 'birthDate'> // checked when it was written
  const numbers = (identifier ?? []).filter(isRecordNumber).flatMap(({ value }) => (value ? [mrn(value)] : []))
  const families = (name ?? []).flatMap(({ family }: HumanName) => (family ? [family] : []))
  const persons =
    birthDate && WHOLE_DATE.test(birthDate) ? families.map((family) => familyBirthDate(family, birthDate)) : []
  return [...numbers, ...persons]
}

/** Type MR (HL7 v2 table 0203), or no type at all: other types are numbers of governments and insurers. */
function isRecordNumber({ type }: Identifier): boolean {
  const codes = type?.coding ?? []
  return codes.length === 0 || codes.some(({ code }) => code === 'MR')
}

/** The posting of an exact record number. */
export function mrn(value: string): Posting {
  return { index: 'MRN', values: [normalise('exact', value)] }
}

/** The posting of a family name, case and accents folded, with a birth date. */
export function familyBirthDate(family: string, birthDate: string): Posting {
  return { index: 'FAMILY_BIRTHDATE', values: [normalise('name', family), birthDate] }
}
