import { type About, aboutPatient } from './aboutPatient.ts'
import { entitiesOf } from './auditEventEntities.ts'
import { type Agent, type AuditEvent, absent, type CodeableConcept, concept, ours } from './auditEventShape.ts'
import { findMoment } from './moment.ts'
import type { AuditRecord, RequestRecord } from './record.ts'

/** http://hl7.org/fhir/R4/valueset-audit-event-action.html and http://hl7.org/fhir/restful-interaction */
const actions = {
  create: { action: 'C', code: 'create', profile: 'PatientCreate' },
  read: { action: 'R', code: 'read', profile: 'PatientRead' },
  update: { action: 'U', code: 'update', profile: 'PatientUpdate' },
  other: { action: 'E', code: 'operation', profile: undefined },
  unknown: { action: 'E', code: 'operation', profile: undefined },
} as const

/** http://hl7.org/fhir/R4/valueset-audit-event-outcome.html: success, minor failure (as HTTP 400), serious failure (as 500). */
const outcomeCodes = { none: '0', refused: '4', fault: '8' } as const

const balp = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.'
const dicom = 'http://dicom.nema.org/resources/ontology/DCM'
const sourceRole = concept(dicom, '110153', 'Source Role ID')
const destinationRole = concept(dicom, '110152', 'Destination Role ID')
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
const actReason = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'

/**
 * The FHIR R4 AuditEvent of one audit record about one patient, after IHE BALP 1.1.3; undefined where the record names
 * that patient in no row. It holds what the record says of this patient and of no other, names and ids, never a value.
 */
export function auditEvent(of: { readonly record: AuditRecord; readonly patient: string }): AuditEvent | undefined {
  const { record, patient } = of
  if (record.outcome === 'GENESIS') return undefined
  const about = aboutPatient({ record, patient })
  if (about === undefined) return undefined
  const { action, code } = actions[about.interaction]
  const { answer } = about
  const profile = profileOf(about)
  return {
    resourceType: 'AuditEvent',
    id: `${record.chain}-${record.seq}-${patient}`,
    ...(profile === undefined ? {} : { meta: { profile: [profile] } }),
    type: {
      system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
      code: 'rest',
      display: 'Restful Operation',
    },
    subtype: [
      { system: 'http://hl7.org/fhir/restful-interaction', code, display: code },
      { system: ours('origin'), code: record.origin },
    ],
    action,
    ...(findMoment(record.time) === undefined ? { _recorded: absent } : { recorded: record.time }),
    outcome: outcomeCodes[answer.failure],
    ...(answer.code === 'OK' ? {} : { outcomeDesc: answer.code }),
    agent: agentsOf({ record, about }),
    source: {
      site: record.tenant,
      observer: observerOf(record),
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: entitiesOf({ record, about, patient }),
  }
}

/** A profile of BALP knows one record, success, and nothing denied; what does not fit claims none. */
function profileOf({ answer, interaction, touched }: About): string | undefined {
  const { profile } = actions[interaction]
  const [only, ...more] = touched
  const fits = answer.failure === 'none' && more.length === 0 && only !== undefined && only.id !== null
  return fits && profile !== undefined ? `${balp}${profile}` : undefined
}

const observerOf = ({ code }: RequestRecord) => ({
  type: 'Device',
  identifier: { system: ours('code'), value: code },
  display: `Wardgraph ${code}`,
})

/** Client, server and, where there was one, the person; BALP has the data flow from its source to its destination. */
function agentsOf({ record, about }: { readonly record: RequestRecord; readonly about: About }): readonly Agent[] {
  const reads = about.interaction === 'read'
  return [
    { type: reads ? destinationRole : sourceRole, who: absent, requestor: false, network: absent },
    { type: reads ? sourceRole : destinationRole, who: observerOf(record), requestor: false, network: absent },
    ...(record.caller === null ? [] : [userOf({ caller: record.caller, about })]),
  ]
}

function userOf({
  caller,
  about,
}: {
  readonly caller: NonNullable<RequestRecord['caller']>
  readonly about: About
}): Agent {
  return {
    type:
      about.interaction === 'read'
        ? concept(participation, 'IRCP', 'information recipient')
        : concept(participation, 'AUT', 'author (originator)'),
    role: [concept(ours('role'), caller.role)],
    who: { identifier: { system: ours('person'), value: caller.person } },
    altId: caller.membership,
    requestor: true,
    purposeOfUse: purposesOf({ stated: caller.purpose, about }),
  }
}

/** A broken glass has a purpose of its own, whatever was stated for the request. */
function purposesOf({ stated, about }: { readonly stated: string; readonly about: About }): readonly CodeableConcept[] {
  const broken = about.ties.some(([, relation]) => relation === 'BREAK_GLASS')
  return [...new Set(broken ? ['ETREAT', stated] : [stated])].map((purpose) => concept(actReason, purpose))
}
