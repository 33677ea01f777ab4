import { ApolloServer } from '@apollo/server'
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { createHandler, memoryWall } from '@wardgraph/api'
import { sdl } from '@wardgraph/schema/sdl'
import { createVault } from '@wardgraph/vault'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { inTurn, ratio } from './timing.ts'

const TWELVE =
  'id version active gender birthDate deceasedBoolean maritalStatus { text } name { family given } identifier { value } telecom { value } address { city } managingOrganization { name }'
const patientContent = (i: number) => ({
  active: true,
  gender: 'female',
  birthDate: '1980-01-01',
  deceasedBoolean: false,
  maritalStatus: { text: 'Married' },
  name: [{ family: `Family${i}`, given: ['Given'] }],
  identifier: [{ system: 'urn:mrn', value: `MRN${i}` }],
  telecom: [{ system: 'phone', value: `555-${i}` }],
  address: [{ city: 'Town' }],
})

/** A ward with a hundred patients whom the doctor treats, and twenty findings of one of them. */
export async function hundred() {
  const made = await ward()
  for (let i = 0; i < 100; i += 1) {
    const content = { ...patientContent(i), managingOrganization: { reference: made.hospital } }
    const id = await made.write(made.north, { type: 'Patient', name: `p${i}`, content })
    await treat(made, made.north, { patient: id, actor: made.dora })
  }
  for (let i = 0; i < 20; i += 1)
    await made.write(made.north, {
      type: 'Observation',
      name: `o${i}`,
      patient: made.ada,
      content: {
        status: 'final',
        code: { coding: [{ code: '8867-4' }] },
        effectiveDateTime: '2026-03-01',
        valueQuantity: { value: i, unit: '/min' },
      },
    })
  return made
}

/** Nested reads of `hundred`. */
export const operationsOf = (ada: string) => ({
  'list of 100 x 12': `{ patients(first: 100) { nodes { ${TWELVE} } } }`,
  'patient + 20 observations': `{ patient(id: "${ada}") { ${TWELVE} observations(first: 20) { nodes { status code { coding { code } } effectiveDateTime valueQuantity { value unit } } } } }`,
})

function event(user: User, query: string): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${user.token}` },
    requestContext: { http: { method: 'POST', path: '/graphql' } },
    rawQueryString: '',
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2 // the parts that either handler reads
}

const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 10_000 }

/** Apollo alone behind the same integration: the same schema over plain objects; no decision, opening or audit. */
function bareApollo() {
  const person = (i: number) => ({
    id: `${i}`,
    version: 1,
    ...patientContent(i),
    managingOrganization: { name: 'North' },
  })
  const people = Array.from({ length: 100 }, (_, i) => person(i))
  const findings = Array.from({ length: 20 }, (_, i) => ({
    status: 'final',
    code: { coding: [{ code: '8867-4' }] },
    effectiveDateTime: '2026-03-01',
    valueQuantity: { value: i, unit: '/min' },
  }))
  const resolvers = {
    Query: { patients: () => ({ nodes: people, pageInfo: { hasNextPage: false } }), patient: () => people[0] },
    Patient: { observations: () => ({ nodes: findings, pageInfo: { hasNextPage: false } }) },
  }
  const server = new ApolloServer({ schema: makeExecutableSchema({ typeDefs: sdl, resolvers }) })
  const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler())
  return async (of: APIGatewayProxyEventV2) =>
    handler(of, context as unknown as Parameters<typeof handler>[1], () => {})
}

/** The handler with the memory table against Apollo alone: three operations, keys in memory and at first sight. */
export async function handlerFigures() {
  const made = await hundred()
  const { doctor, ada, handler } = made
  const bare = bareApollo()
  const operations = { ...operationsOf(ada), 'one patient': `{ patient(id: "${ada}") { ${TWELVE} } }` }
  const figures: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(operations)) {
    const request = event(doctor, query)
    const timed = await inTurn({ wardgraph: () => handler(request, context), 'bare Apollo': () => bare(request) })
    figures[name] = { ...timed, ratio: ratio(timed.wardgraph, timed['bare Apollo']) }
  }
  const first = await inTurn(
    { 'first sight': () => firstSight(made, event(doctor, operations['list of 100 x 12'])) },
    { rounds: 9, calls: 1 },
  )
  return { ...figures, 'list of 100 x 12, no key in memory': first['first sight'] }
}

/** A handler that has opened nothing yet: the tenant's root and every subject key are opened for this request. */
async function firstSight(
  { services, provider }: Awaited<ReturnType<typeof hundred>>,
  request: APIGatewayProxyEventV2,
) {
  const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
  return createHandler(memoryWall({ ...services, vault }))(request, context)
}
