import { readdirSync, readFileSync } from 'node:fs'
import {
  type Caller,
  compile,
  Handover,
  type Plan,
  type Policy,
  planOperation,
  type TenantRules,
} from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import type { Purpose, Role } from '@wardgraph/schema/types'
import { buildSchema, type DocumentNode, Kind, parse, type ResponsePath, validate } from 'graphql'

/** The schema folder of the product, as `generate` reads it. */
export const sources = readdirSync('schema')
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => ({ name: `schema/${name}`, text: readFileSync(`schema/${name}`, 'utf8') }))

/** The product's policy and its schema as clients see it. */
export const policy: Policy = compiled()
export const schema = buildSchema(sdl)

function compiled(): Policy {
  const { policy, problems } = compile({ sources })
  if (!policy) throw new Error(problems.join('\n'))
  return policy
}

const PURPOSES: Readonly<Record<Role, Purpose>> = {
  ADMIN: 'HOPERAT',
  DOCTOR: 'TREAT',
  NURSE: 'TREAT',
  PATIENT: 'PATRQT',
  SUPPORT: 'HOPERAT',
  PRIVACY: 'HOPERAT',
  SERVICE: 'HOPERAT',
}

/** A caller with the role's usual purpose; a PATIENT is ann. */
export function as(role: Role, purpose: Purpose = PURPOSES[role]): Caller {
  const patient = role === 'PATIENT' ? 'ann' : null
  const who = { subject: 'u1', username: 'u', membership: 'm1', tenant: 't1', tenantName: 'clinic' }
  return {
    ...who,
    role,
    purposeOfUse: purpose,
    patient,
    practitioner: null,
    actor: 'u1',
    selves: new Set(['u1']),
    kin: new Set(),
  }
}

/** Plans the only operation of a document that is valid against the product's schema. */
export function planned(text: string, caller: Caller): { document: DocumentNode; plan: Plan } {
  const document = parse(text)
  const errors = validate(schema, document)
  if (errors.length > 0) throw new Error(errors.join('\n'))
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('no operation')
  const { role, purposeOfUse: purpose } = caller
  return { document, plan: planOperation({ policy, schema, document, operation, role, purpose }) }
}

/** Now, for every decision of these tests. */
export const NOW = Date.parse('2026-11-22T12:00:00Z')

/** A membership of the care team that is live at NOW. */
export const IN_TEAM = [{ relation: 'CARE_TEAM', start: null, end: null, basis: 'manual' }] as const

/** A tenant's rules, as a new one has them. */
export const RULES: TenantRules = {
  consent: 'PERMIT',
  ownChart: 'OUTSIDE',
  ages: [{ from: 12, hides: ['HIV', 'MENTAL_HEALTH'] }],
  adult: 18,
  hours: { open: 0, close: 24, zone: 'UTC' },
  accessLog: 'ROLES',
}

/** The label of a record that is not sensitive. */
export const NORMAL = { segments: 1, author: false }

/** A request of `caller` for `text`. */
export function requested(text: string, caller: Caller, variables: Readonly<Record<string, unknown>> = {}) {
  const { document, plan } = planned(text, caller)
  return { document, plan, handover: new Handover({ policy, rules: RULES, plan, caller, variables, now: NOW }) }
}

/** The executor's path of a place. */
export const path = (...keys: (string | number)[]): ResponsePath => {
  const [first = '', ...rest] = keys
  const root: ResponsePath = { key: first, prev: undefined, typename: undefined }
  return rest.reduce<ResponsePath>((prev, key) => ({ key, prev, typename: undefined }), root)
}
