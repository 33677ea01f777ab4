/** What FHIR R4 asks of an AuditEvent (http://hl7.org/fhir/R4/auditevent.html), written from its page, not from our types. */

type Check = (value: unknown, path: string) => readonly string[]
type Elements = Readonly<Record<string, readonly [min: 0 | 1, max: 1 | '*', check: Check]>>

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const matching =
  (pattern: RegExp): Check =>
  (value, path) =>
    typeof value === 'string' && pattern.test(value) ? [] : [`${path} is not ${pattern}`]

/** FHIR's string: not empty, no space around it here. */
const text = matching(/^\S(?:.*\S)?$/)
const uri = matching(/^\S+$/)
const code = matching(/^\S+( \S+)*$/)
const boolean: Check = (value, path) => (typeof value === 'boolean' ? [] : [`${path} is no boolean`])
const instant = matching(
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
)

const absentReason = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const isAbsent = (value: unknown): boolean =>
  JSON.stringify(value) === JSON.stringify({ extension: [{ url: absentReason, valueCode: 'unknown' }] })

/** Elements that are all known, none of them empty, as many as there may be; an absent one says why. */
const elements =
  (known: Elements): Check =>
  (value, path) => {
    if (isAbsent(value)) return []
    if (!isObject(value) || Object.keys(value).length === 0) return [`${path} is no element`]
    const strange = Object.keys(value).filter((name) => !(name.replace(/^_/, '') in known))
    const found = Object.entries(known).flatMap(([name, [min, max, check]]) => {
      const [item, at] = [value[name], `${path}.${name}`]
      if (item === undefined) return min === 0 || isAbsent(value[`_${name}`]) ? [] : [`${at} is missing`]
      if (max === 1) return check(item, at)
      if (!Array.isArray(item) || item.length === 0) return [`${at} is no list, or an empty one`]
      return item.flatMap((one, place) => check(one, `${at}[${place}]`))
    })
    return [...strange.map((name) => `${path}.${name} is no element`), ...found]
  }

const own = /^urn:wardgraph:(origin|role)$/
/** Codes of the systems that an event may bear. */
const systems: Readonly<Record<string, RegExp>> = {
  'http://terminology.hl7.org/CodeSystem/audit-event-type': /^rest$/,
  'http://hl7.org/fhir/restful-interaction': /^(create|read|update|operation)$/,
  'http://dicom.nema.org/resources/ontology/DCM': /^11015[23]$/,
  'http://terminology.hl7.org/CodeSystem/v3-ParticipationType': /^(IRCP|AUT)$/,
  'http://terminology.hl7.org/CodeSystem/v3-ActReason': /^[A-Z][A-Z0-9_]*$/,
  'http://terminology.hl7.org/CodeSystem/security-source-type': /^[1-9]$/,
  'http://terminology.hl7.org/CodeSystem/audit-entity-type': /^[1-4]$/,
  'http://terminology.hl7.org/CodeSystem/object-role': /^([1-9]|1\d|2[0-4])$/,
  'http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle': /^([1-9]|1[0-5])$/,
  'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType': /^XrequestId$/,
}
const coding: Check = (value, path) => {
  const found = elements({ system: [1, 1, uri], code: [1, 1, code], display: [0, 1, text] })(value, path)
  if (found.length > 0 || !isObject(value)) return found
  const system = String(value.system)
  const known = systems[system]?.test(String(value.code)) ?? own.test(system)
  return known ? [] : [`${path} is a code of no system`]
}
const concept = elements({ coding: [1, '*', coding] })
const identifier = elements({ system: [1, 1, matching(/^urn:wardgraph:[\w:-]+$/)], value: [1, 1, text] })
const reference = elements({
  reference: [0, 1, matching(/^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?$/)],
  type: [0, 1, matching(/^[A-Z][A-Za-z]+$/)],
  identifier: [0, 1, identifier],
  display: [0, 1, text],
})
const network = elements({ address: [0, 1, text], type: [0, 1, code] })

const agent = elements({
  type: [0, 1, concept],
  role: [0, '*', concept],
  who: [0, 1, reference],
  altId: [0, 1, text],
  name: [0, 1, text],
  requestor: [1, 1, boolean],
  policy: [0, '*', uri],
  network: [0, 1, network],
  purposeOfUse: [0, '*', concept],
})
const source = elements({ site: [0, 1, text], observer: [1, 1, reference], type: [0, '*', coding] })
const entity = elements({
  what: [0, 1, reference],
  type: [0, 1, coding],
  role: [0, 1, coding],
  lifecycle: [0, 1, coding],
  securityLabel: [0, '*', coding],
  name: [0, 1, text],
  description: [0, 1, text],
  detail: [0, '*', elements({ type: [1, 1, text], valueString: [1, 1, text] })],
})

const auditEvent = elements({
  resourceType: [1, 1, matching(/^AuditEvent$/)],
  id: [0, 1, matching(/^[A-Za-z0-9.-]{1,64}$/)],
  meta: [0, 1, elements({ profile: [0, '*', uri] })],
  type: [1, 1, coding],
  subtype: [0, '*', coding],
  action: [0, 1, matching(/^[CRUDE]$/)],
  recorded: [1, 1, instant],
  outcome: [0, 1, matching(/^(0|4|8|12)$/)],
  outcomeDesc: [0, 1, text],
  agent: [1, '*', agent],
  source: [1, 1, source],
  entity: [0, '*', entity],
})

/** What is wrong with an AuditEvent, by its path; at most one agent asked for it. */
export function auditEventProblems(event: unknown): readonly string[] {
  const found = auditEvent(JSON.parse(JSON.stringify(event)), 'AuditEvent')
  const agents = isObject(event) && Array.isArray(event.agent) ? event.agent : []
  return agents.filter(({ requestor }) => requestor).length > 1 ? [...found, 'two agents are requestors'] : found
}

const typed = (entities: readonly unknown[], wanted: string): readonly unknown[] =>
  entities.filter((one) => isObject(one) && isObject(one.type) && one.type.code === wanted)

/**
 * What is wrong with an event under the profile of IHE BALP 1.1.3 that it claims: `PatientRead`, `PatientCreate` and
 * `PatientUpdate` have one patient, one object of data, at most one transaction, a client and a server with a network,
 * and have succeeded.
 */
export function balpProblems(event: Record<string, unknown>): readonly string[] {
  const [profile] = isObject(event.meta) && Array.isArray(event.meta.profile) ? event.meta.profile : []
  const [, kind = ''] = /IHE\.BasicAudit\.Patient(Read|Create|Update)$/.exec(String(profile)) ?? []
  const entities = Array.isArray(event.entity) ? event.entity : []
  const agents: readonly unknown[] = Array.isArray(event.agent) ? event.agent : []
  const codes = agents.map((one) => JSON.stringify(isObject(one) ? one.type : one))
  const user = kind === 'Read' ? /"IRCP"/ : /"AUT"|"INF"|"CST"/
  const subtypes = JSON.stringify(event.subtype)
  const checks: readonly (readonly [boolean, string])[] = [
    [kind !== '', 'the profile is one of three'],
    [event.action === kind.charAt(0), 'the action is that of the profile'],
    [
      subtypes.includes(`"http://hl7.org/fhir/restful-interaction","code":"${kind.toLowerCase()}"`),
      'the subtype is, too',
    ],
    [event.outcome === '0', 'it succeeded'],
    [typed(entities, '1').length === 1, 'one patient'],
    [typed(entities, '2').length === 1, 'one object of data'],
    [typed(entities, '2').every((one) => isObject(one) && one.what !== undefined), 'which is identified'],
    [typed(entities, 'XrequestId').length <= 1, 'at most one transaction'],
    [codes.filter((one) => one.includes('"110152"')).length === 1, 'one destination'],
    [codes.filter((one) => one.includes('"110153"')).length === 1, 'one source'],
    [agents.slice(0, 2).every((one) => isObject(one) && 'who' in one && 'network' in one), 'both with a network'],
    [codes.slice(2).every((one) => user.test(one)), 'the user has the role of the profile'],
  ]
  return checks.flatMap(([holds, sentence]) => (holds ? [] : [`BALP: ${sentence}`]))
}
