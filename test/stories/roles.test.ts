import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post, type Server } from '../fixtures/product.ts'

const { home, remove } = newHome()
let server: Server

beforeAll(async () => {
  server = await dev({ home })
})
afterAll(async () => {
  await server.stop('SIGTERM')
  remove()
})

/** What the demonstration says of each tenant's first two patients, and of who treats whom today. */
const TENANTS = {
  northside: {
    treated: { mrn: 'N100137', family: 'Synth-Ahlgren', birthDate: '1959-03-14', phone: '+1-555-0101' },
    others: { mrn: 'N100274', family: 'Synth-Brandt', birthDate: '1948-11-02', phone: '+1-555-0102' },
    doctor: 'Ahlgren Cardenas Endo Grant Iversen Karimi Mbeki Osborne Quist Shevchuk Underhill Warsame',
    nurse: 'Ahlgren Darko Grant Jacobs Mbeki Pasha Shevchuk',
    patient: 'Ahlgren',
  },
  lakeview: {
    treated: { mrn: 'L100137', family: 'Synth-Bellamy', birthDate: '1956-02-11', phone: '+1-555-0101' },
    others: { mrn: 'L100274', family: 'Synth-Castellan', birthDate: '1985-12-19', phone: '+1-555-0102' },
    doctor: 'Bellamy Delacroix Ferreira Haugen Johansson Lal',
    nurse: 'Bellamy Eng Haugen Keller',
    patient: 'Bellamy',
  },
} as const
type Tenant = keyof typeof TENANTS
const tenants = Object.keys(TENANTS) as Tenant[] // the keys written above

/** Who looks, and whether at a patient of theirs: a column of each table below. */
const VIEWERS = {
  'doctor treating': { role: 'doctor', patient: 'treated' },
  'doctor other': { role: 'doctor', patient: 'others' },
  'nurse treating': { role: 'nurse', patient: 'treated' },
  'nurse other': { role: 'nurse', patient: 'others' },
  'support desk': { role: 'support', patient: 'treated' },
  'support billing': { role: 'support', patient: 'treated', purpose: 'HPAYMT' },
  'patient self': { role: 'patient', patient: 'treated' },
} as const
type Viewer = keyof typeof VIEWERS

/** From schema/policy.graphql, by hand: + shown, . permitted but not recorded, ~ masked, - denied. */
const PATIENT = `
                       doctor    doctor  nurse     nurse   support  support  patient
                       treating  other   treating  other   desk     billing  self
  id                   +         +       +         +       +        +        +
  version              +         +       +         +       +        +        +
  name                 +         +       +         +       +        +        +
  identifier           +         +       +         ~       ~        ~        +
  active               +         +       +         -       +        +        +
  gender               +         +       +         -       +        +        +
  birthDate            +         +       +         ~       +        +        +
  deceasedBoolean      .         .       .         -       .        .        .
  deceasedDateTime     .         .       .         -       .        .        .
  maritalStatus        +         +       +         -       +        +        +
  telecom              +         +       +         +       +        +        +
  address              +         +       +         +       +        +        +
  generalPractitioner  +         +       +         +       +        +        +
  managingOrganization +         +       +         +       +        +        +
  encounters           +         -       +         -       +        +        +
  observations         +         -       +         -       -        -        +
`
const ENCOUNTER = `
                       doctor    nurse     support  support  patient
                       treating  treating  desk     billing  self
  id                   +         +         +        +        +
  version              +         +         +        +        +
  status               +         +         +        +        +
  class                +         +         +        +        +
  type                 +         +         -        -        +
  subject              +         +         +        +        +
  participant          +         +         +        +        +
  period               +         +         +        +        +
  reasonCode           +         +         -        -        +
  serviceProvider      +         +         +        +        +
`
const OBSERVATION = `
                       doctor    nurse     patient
                       treating  treating  self
  id                   +         +         +
  version              +         +         +
  status               +         +         +
  category             +         +         +
  code                 +         +         +
  subject              +         +         +
  encounter            +         +         +
  effectiveDateTime    +         +         +
  effectivePeriod      .         .         .
  issued               +         +         +
  performer            +         +         +
  valueQuantity        +         +         +
  valueCodeableConcept .         .         .
  valueString          .         .         .
  interpretation       +         +         +
  referenceRange       +         +         +
  component            .         .         .
`

/** A table's column for a viewer: field and sign. */
function column(table: string, viewer: string): Record<string, string> {
  const [first = [], second = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const at = first.findIndex((role, i) => `${role} ${second[i]}` === viewer)
  return Object.fromEntries(rows.map(([field = '', ...signs]) => [field, signs[at] ?? '']))
}

const CODED = '{ text coding { code display } }'
const OBSERVED = `{ id version status category ${CODED} code ${CODED} subject { id } encounter { id } effectiveDateTime
  effectivePeriod { start } issued performer { id } valueQuantity { value unit } valueCodeableConcept ${CODED} valueString
  interpretation ${CODED} referenceRange { low { value } high { value } text } component { code ${CODED} } }`
const VISITED = `{ id version status class { code } type ${CODED} subject { id } participant { individual { name { family } } }
  period { start end } reasonCode ${CODED} serviceProvider { name } }`
const WHOLE = `{ id version name { family given } identifier { system value } active gender birthDate deceasedBoolean
  deceasedDateTime maritalStatus ${CODED} telecom { system value } address { line city }
  generalPractitioner { name { family } } managingOrganization { name }
  encounters(first: 1) { nodes ${VISITED} } observations(code: "4548-4", first: 1) { nodes ${OBSERVED} } }`
/** Both tenants' followed patients have diabetes, so a visit and an HbA1c (LOINC 4548-4). */
const CHART = `query Chart($id: RecordId!) { patient(id: $id) ${WHOLE} }`

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the test asks for
  readonly body: any
}
interface Ask {
  readonly username: string
  readonly query: string
  readonly variables?: object
  readonly purpose?: string | undefined
}
async function overHttp({ username, query, variables = {}, purpose }: Ask): Promise<Answer> {
  const headers: Record<string, string> = purpose === undefined ? {} : { 'x-purpose-of-use': purpose }
  const { status, body } = await post(server.url, {
    token: await signIn(server.url, username),
    query,
    variables,
    headers,
  })
  return { status, body }
}

/** The Lambda entry in this process, with the environment that `env` prints. */
async function overHandler({ username, query, variables = {}, purpose }: Ask): Promise<Answer> {
  const { handler } = await import('../../packages/api/src/graphql.lambda.ts')
  const event = {
    version: '2.0',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await signIn(server.url, username)}`,
      ...(purpose === undefined ? {} : { 'x-purpose-of-use': purpose }),
    },
    requestContext: { http: { method: 'POST', path: '/graphql' } },
    body: JSON.stringify({ query, variables }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2 // the parts that the handler reads
  const reply = await handler(event, { awsRequestId: 'here', getRemainingTimeInMillis: () => 10_000 })
  return { status: reply.statusCode ?? 0, body: JSON.parse(reply.body ?? '') }
}

const ids = new Map<string, string>()

beforeAll(async () => {
  for (const tenant of tenants)
    for (const which of ['treated', 'others'] as const) {
      const { mrn } = TENANTS[tenant][which]
      const query = `{ patients(mrn: "${mrn}") { nodes { id } } }`
      const { body } = await overHttp({ username: `doctor-${tenant}`, query })
      ids.set(`${tenant} ${which}`, body.data.patients.nodes[0].id)
    }
  const { stdout } = await commands(home).run('env')
  for (const line of stdout.trim().split('\n'))
    process.env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1)
})

function chartAs(tenant: Tenant, viewer: Viewer): Ask {
  const { role, patient, purpose }: { role: string; patient: string; purpose?: string } = VIEWERS[viewer]
  return {
    username: `${role}-${tenant}`,
    query: CHART,
    variables: { id: ids.get(`${tenant} ${patient}`) },
    purpose,
  }
}

/** What a reply shows of each field of the record at a path. */
function signs(
  { body }: Answer,
  path: readonly (string | number)[],
  fields: readonly string[],
): Record<string, string> {
  const record = path.reduce((at, key) => at?.[key], body.data)
  const named = (list: readonly (string | number)[][], field: string) =>
    list.some((one) => one.join() === [...path, field].join())
  const denied: (string | number)[][] = (body.errors ?? []).map((error: { path: (string | number)[] }) => error.path)
  return Object.fromEntries(
    fields.map((field) => {
      if (named(denied, field)) return [field, record?.[field] === null ? '-' : 'denied and shown']
      if (named(body.extensions?.masked ?? [], field)) return [field, '~']
      return [field, record?.[field] === null ? '.' : '+']
    }),
  )
}

const PLACES: readonly (readonly [table: string, path: readonly (string | number)[]])[] = [
  [PATIENT, ['patient']],
  [ENCOUNTER, ['patient', 'encounters', 'nodes', 0]],
  [OBSERVATION, ['patient', 'observations', 'nodes', 0]],
]

for (const tenant of tenants)
  for (const viewer of Object.keys(VIEWERS) as Viewer[])
    test(`${tenant}: ${viewer} sees of each field what the tables say, over HTTP and through the Lambda entry`, async () => {
      const ask = chartAs(tenant, viewer)
      const [http, lambda] = [await overHttp(ask), await overHandler(ask)]
      expect(http.status).toBe(200)
      expect(lambda).toEqual(http)
      for (const [table, path] of PLACES) {
        const expected = column(table, viewer)
        const fields = Object.keys(expected).filter((field) => expected[field] !== '')
        if (fields.length > 0) expect(signs(http, path, fields)).toEqual(expected)
      }
      for (const error of http.body.errors ?? [])
        expect(error).toEqual({ message: 'Not permitted.', path: error.path, extensions: { code: 'FORBIDDEN' } })
      const { family, birthDate, mrn } = TENANTS[tenant][VIEWERS[viewer].patient]
      const { patient } = http.body.data
      const masked = http.body.extensions?.masked.flat() ?? []
      expect(patient.name[0].family).toBe(family)
      expect(patient.birthDate).toBe(masked.includes('birthDate') ? birthDate.slice(0, 4) : birthDate)
      expect(patient.identifier[0].value).toBe(masked.includes('identifier') ? mrn.slice(-3) : mrn)
    })

for (const tenant of tenants)
  for (const role of ['admin', 'privacy', 'service'])
    test(`${tenant}: ${role} may ask who it is and for no patient`, async () => {
      const username = `${role}-${tenant}`
      const me = await overHttp({ username, query: '{ me { username role tenant } }' })
      expect(me.body).toEqual({ data: { me: { username, role: role.toUpperCase(), tenant } } })
      const one: Ask = { username, query: CHART, variables: { id: ids.get(`${tenant} treated`) } }
      const refused = (root: string) => ({
        status: 200,
        body: {
          errors: [{ message: 'Not permitted.', path: [root], extensions: { code: 'FORBIDDEN' } }],
          data: { [root]: null },
        },
      })
      for (const over of [overHttp, overHandler]) {
        expect(await over(one)).toEqual(refused('patient'))
        expect(await over({ username, query: '{ patients { nodes { id } } }' })).toEqual(refused('patients'))
      }
    })

test('the own list is who is treated today, and oneself', async () => {
  const query = '{ patients(first: 100) { nodes { name { family } } } }'
  for (const tenant of tenants)
    for (const role of ['doctor', 'nurse', 'patient', 'support'] as const) {
      const ask = { username: `${role}-${tenant}`, query }
      const http = await overHttp(ask)
      const names: string[] = http.body.data.patients.nodes.map(
        ({ name }: { name: { family: string }[] }) => name[0]?.family,
      )
      const own: string = role === 'support' ? '' : TENANTS[tenant][role]
      expect(names.toSorted()).toEqual(own === '' ? [] : own.split(' ').map((name) => `Synth-${name}`))
      expect(await overHandler(ask)).toEqual(http)
    }
})

/** By number needs the identifier in full, by name and birth date the birth date, by telephone the contact data: + found, . as if not there, - refused. */
const SEARCH = `
              doctor    doctor  nurse     nurse   support  support  patient  patient
              treating  other   treating  other   desk     billing  self     other
  mrn         +         +       +         .       -        -        +        .
  person      +         +       +         .       +        +        +        .
  phone       +         +       +         +       +        +        +        .
`
test('a search finds whoever may be read by what was searched for', async () => {
  const viewers = { ...VIEWERS, 'patient other': { role: 'patient', patient: 'others' } } as const
  for (const tenant of tenants)
    for (const [viewer, of] of Object.entries(viewers)) {
      const { mrn, family, birthDate, phone } = TENANTS[tenant][of.patient]
      const found: Record<string, string> = {}
      for (const [by, args] of [
        ['mrn', `mrn: "${mrn}"`],
        ['person', `family: "${family.toUpperCase()}", birthDate: "${birthDate}"`],
        ['phone', `phone: "${phone.replaceAll('-', ' ')}"`],
      ] as const) {
        const purpose = 'purpose' in of ? of.purpose : undefined
        const ask = { username: `${of.role}-${tenant}`, query: `{ patients(${args}) { nodes { id } } }`, purpose }
        const http = await overHttp(ask)
        expect(await overHandler(ask)).toEqual(http)
        const { patients } = http.body.data
        found[by] = patients === null ? '-' : patients.nodes.length === 0 ? '.' : '+'
        if (found[by] === '+') expect(patients.nodes).toEqual([{ id: ids.get(`${tenant} ${of.patient}`) }])
      }
      expect([tenant, viewer, found]).toEqual([tenant, viewer, column(SEARCH, viewer)])
    }
})

test("another tenant's patient, another patient and one that never was are the same null", async () => {
  const query = 'query ($id: RecordId!) { patient(id: $id) { id name { family } birthDate } }'
  const nothing = { status: 200, body: { data: { patient: null } } }
  for (const [tenant, foreign] of [
    ['northside', 'lakeview'],
    ['lakeview', 'northside'],
  ] as const)
    for (const [role, which] of [
      ['doctor', `${foreign} treated`],
      ['nurse', `${foreign} treated`],
      ['support', `${foreign} others`],
      ['patient', `${foreign} treated`],
      ['patient', `${tenant} others`],
      ['doctor', 'nobody'],
    ] as const) {
      const ask = { username: `${role}-${tenant}`, query, variables: { id: ids.get(which) ?? 'a'.repeat(26) } }
      expect(await overHttp(ask)).toEqual(nothing)
      expect(await overHandler(ask)).toEqual(nothing)
    }
})

test('a purpose that a role does not have is refused', async () => {
  const query = '{ me { username } }'
  for (const [username, purpose] of [
    ['doctor-northside', 'HPAYMT'],
    ['support-northside', 'TREAT'],
    ['nurse-lakeview', 'ETREAT'],
  ] as const) {
    const { body } = await overHttp({ username, query, purpose })
    expect(body).toEqual({
      errors: [{ message: 'x-purpose-of-use is not a purpose of this role.', extensions: { code: 'FORBIDDEN' } }],
    })
  }
})
