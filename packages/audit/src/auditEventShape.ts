// The parts of FHIR R4 (4.0.1) that an AuditEvent of ours has: http://hl7.org/fhir/R4/auditevent.html.

/** A code of a system: http://hl7.org/fhir/R4/datatypes.html#Coding. */
export interface Coding {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** http://hl7.org/fhir/R4/datatypes.html#CodeableConcept */
export interface CodeableConcept {
  readonly coding: readonly Coding[]
}

/** http://hl7.org/fhir/R4/extension-data-absent-reason.html: what has to be there and is not known. */
export interface Absent {
  readonly extension: readonly [{ readonly url: string; readonly valueCode: 'unknown' }]
}

/** A literal reference, relative to the server, or a logical one: http://hl7.org/fhir/R4/references.html. */
export interface Reference {
  readonly reference?: string
  readonly type?: string
  readonly identifier?: { readonly system: string; readonly value: string }
  readonly display?: string
}

/** Who took part: a client, a server, a person. At most one is the requestor. */
export interface Agent {
  readonly type: CodeableConcept
  readonly role?: readonly CodeableConcept[]
  readonly who: Reference | Absent
  readonly altId?: string
  readonly requestor: boolean
  readonly network?: Absent
  readonly purposeOfUse?: readonly CodeableConcept[]
}

/** A name and what stands under it; `valueString` is never empty. */
export interface Detail {
  readonly type: string
  readonly valueString: string
}

/** What was used: a patient, a record, an operation, a session, a request. */
export interface Entity {
  readonly what?: Reference
  readonly type: Coding
  readonly role?: Coding
  readonly lifecycle?: Coding
  readonly name?: string
  readonly detail?: readonly Detail[]
}

/** An AuditEvent as a resource; no list is empty and nothing is null, as FHIR asks (http://hl7.org/fhir/R4/json.html). */
export interface AuditEvent {
  readonly resourceType: 'AuditEvent'
  readonly id: string
  readonly meta?: { readonly profile: readonly string[] }
  readonly type: Coding
  readonly subtype: readonly Coding[]
  readonly action: 'C' | 'R' | 'U' | 'E'
  readonly recorded?: string
  readonly _recorded?: Absent
  readonly outcome: '0' | '4' | '8'
  readonly outcomeDesc?: string
  readonly agent: readonly Agent[]
  readonly source: { readonly site: string; readonly observer: Reference; readonly type: readonly Coding[] }
  readonly entity: readonly Entity[]
}

/** A concept of one code. */
export const concept = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
})

/** Systems of our own: a URN names what it is a name of, and is registered nowhere. */
export const ours = (what: string): string => `urn:wardgraph:${what}`

/** What a profile demands and no audit record holds. */
export const absent: Absent = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
}
