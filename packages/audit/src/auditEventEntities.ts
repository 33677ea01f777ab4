import { resourceTypes } from '@wardgraph/fhir'
import type { About, Touched } from './aboutPatient.ts'
import { type Coding, type Detail, type Entity, ours, type Reference } from './auditEventShape.ts'
import type { RequestRecord } from './record.ts'

/** http://terminology.hl7.org/CodeSystem/audit-entity-type */
const entityType = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  code,
  display,
})
const person = entityType('1', 'Person')
const systemObject = entityType('2', 'System Object')
// BALP counts System Objects: the operation, its session and the place of the record are none.
const other = entityType('4', 'Other')

const objectRole = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/object-role',
  code,
  display,
})
const lifecycle = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle',
  code,
  display,
})
/** IHE BALP: how the transaction is named whose id the reply bears. */
const requestId: Coding = {
  system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  code: 'XrequestId',
}

const detail = (type: string, value: string | number): Detail => ({ type, valueString: String(value) })

/** The entities of an event: the patient, each record touched, the operation, its session and request, the record's place. */
export function entitiesOf({
  record,
  about,
  patient,
}: {
  readonly record: RequestRecord
  readonly about: About
  readonly patient: string
}): readonly Entity[] {
  const { operation, session, request, status } = record
  return [
    patientEntity({ about, patient }),
    ...about.touched.map(touchedEntity),
    ...(operation === null ? [] : [operationEntity(operation)]),
    ...(session === null
      ? []
      : [{ what: { identifier: { system: ours('session'), value: session } }, type: other, name: 'session' }]),
    {
      what: { identifier: { system: ours('request'), value: request } },
      type: requestId,
      ...(status === null ? {} : { detail: [detail('status', status)] }),
    },
    placeEntity(record),
  ]
}

function patientEntity({ about, patient }: { readonly about: About; readonly patient: string }): Entity {
  const ties = about.ties.flatMap(([, relation, basis]) => [
    detail('relation', relation),
    ...(basis === null ? [] : [detail('basis', basis)]),
  ])
  return {
    what: { reference: `Patient/${patient}`, type: 'Patient' },
    type: person,
    role: objectRole('1', 'Patient'),
    ...(ties.length === 0 ? {} : { detail: ties }),
  }
}

function touchedEntity(touched: Touched): Entity {
  const what = whatOf(touched)
  const lived = lifecycleOf(touched)
  return {
    ...(what === undefined ? {} : { what }),
    type: systemObject,
    role: objectRole('4', 'Domain Resource'),
    ...(lived === undefined ? {} : { lifecycle: lived }),
    name: touched.type,
    detail: [
      ...fieldsOf('changed', touched),
      ...fieldsOf('disclosed', touched),
      ...fieldsOf('denied', touched),
      ...(touched.withheld ? [detail('withheld', 'id')] : []),
    ],
  }
}

/** A record as FHIR refers to it, to its version after a change; what FHIR has no type for is named by our own. */
function whatOf({ type, id, version }: Touched): Reference | undefined {
  if (id === null) return undefined
  if (!resourceTypes.has(type)) return { identifier: { system: ours(`record:${type}`), value: id } }
  return { reference: `${type}/${id}${version === null ? '' : `/_history/${version}`}`, type }
}

function lifecycleOf({ changed, version, disclosed }: Touched): Coding | undefined {
  if (changed !== null) return version === 1 ? lifecycle('1', 'Origination / Creation') : lifecycle('3', 'Amendment')
  return disclosed === null ? undefined : lifecycle('6', 'Access / Use')
}

/** One detail a field; the name of the type where only the record as such was touched. */
function fieldsOf(how: 'disclosed' | 'changed' | 'denied', touched: Touched): readonly Detail[] {
  const names = touched[how]
  if (names === null) return []
  if (names.length === 0) return [detail(how, touched.type)]
  return names.map((name) => (name.endsWith('~') ? detail(`${how} masked`, name.slice(0, -1)) : detail(how, name)))
}

function operationEntity({ kind, roots, document }: NonNullable<RequestRecord['operation']>): Entity {
  return {
    type: other,
    role: kind === 'query' ? objectRole('24', 'Query') : objectRole('20', 'Job'),
    name: 'operation',
    detail: [
      detail('kind', kind),
      ...roots.map((root) => detail('root', root)),
      ...(document === null ? [] : [detail('document', document)]),
    ],
  }
}

function placeEntity({ v, tenant, chain, seq, prev, continues }: RequestRecord): Entity {
  return {
    what: { identifier: { system: ours('audit'), value: `${tenant}/${chain}/${seq}` } },
    type: other,
    name: 'audit record',
    detail: [
      detail('v', v),
      ...(prev === null ? [] : [detail('prev', prev)]),
      ...(continues === null ? [] : [detail('continues', continues)]),
    ],
  }
}
