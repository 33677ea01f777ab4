import type { Stored } from '@wardgraph/records'
import type { AllergyIntolerance, CodeableConcept } from '@wardgraph/schema/types'
import { shownAll } from './chartRecord.ts'
import { eachOf } from './eachOf.ts'
import type { Precaution, Ready } from './mutation.ts'
import { lookInto } from './show.ts'

/** What is read of an allergy to compare it: whoever may not read one of these is not warned of it. */
const COMPARED = ['clinicalStatus', 'verificationStatus', 'code', 'reaction'].map(
  (name) => `AllergyIntolerance.${name}`,
)

/** A transaction takes 100 actions: so many allergies must still be what they were, the latest first. */
const RELIED = 50

const CHECKED =
  'Compared were the codings of the medication with those of the allergies that you may read, system and code: what is \
known under another code, an ingredient, a class of substances or a brand, is not found, nor is what is written as text.'

/**
 * Allergies of the patient that name a coding of the medication, among those that the caller may read: the others change
 * nothing. They stop the order until each is acknowledged.
 */
export async function allergyWarnings(
  ready: Ready,
  of: { readonly medication: unknown; readonly acknowledged: unknown },
): Promise<Precaution> {
  const { scope, head } = ready
  const wanted = new Set(codingsOf(of.medication))
  if (wanted.size === 0) return { stops: false, answer: { warnings: [], checked: CHECKED } }
  const warned: Stored[] = []
  const looked: Stored[] = []
  for await (const item of eachOf(scope, { type: 'AllergyIntolerance', patient: head.id, filters: COMPARED })) {
    looked.push(item)
    const allergy = lookInto(scope, item, COMPARED) as Pick<
      AllergyIntolerance,
      'clinicalStatus' | 'verificationStatus' | 'code' | 'reaction'
    > // as it was written
    const names = [allergy.code, ...(allergy.reaction ?? []).map(({ substance }) => substance)].flatMap(codingsOf)
    if (holds(allergy) && names.some((name) => wanted.has(name))) warned.push(item)
  }
  const known = new Set(Array.isArray(of.acknowledged) ? of.acknowledged : [])
  return {
    told: warned,
    relied: looked.slice(0, RELIED),
    stops: warned.some(({ id }) => !known.has(id)),
    answer: { checked: CHECKED, warnings: shownAll(scope, () => warned) },
  }
}

function codingsOf(concept: unknown): readonly string[] {
  const { coding } = Object(concept) as Pick<CodeableConcept, 'coding'> // checked when it was written
  return (coding ?? []).flatMap(({ system, code }) => (code ? [`${system?.trim() ?? ''}|${code.trim()}`] : []))
}

/** Whether it may still be so: http://hl7.org/fhir/R4/valueset-allergyintolerance-clinical.html, -verification.html */
function holds({
  clinicalStatus,
  verificationStatus,
}: Pick<AllergyIntolerance, 'clinicalStatus' | 'verificationStatus'>) {
  const says = (concept: CodeableConcept | null | undefined, codes: readonly string[]) =>
    (concept?.coding ?? []).some(({ code }) => codes.includes(code ?? ''))
  return !says(clinicalStatus, ['resolved']) && !says(verificationStatus, ['refuted', 'entered-in-error'])
}
