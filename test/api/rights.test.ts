import { rightsOf } from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import { buildSchema, type GraphQLField, GraphQLObjectType, getNamedType } from 'graphql'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { policy, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const schema = buildSchema(sdl)
const RIGHTS = rightsOf(policy).filter(({ action }) => action === 'READ')

/** Somebody at one patient: what ties them, and for which purpose. */
interface Situation {
  readonly user: User
  readonly relations: readonly string[]
  readonly purpose: string
  readonly patient: string
}

/** What the matrix says of a field. */
function said({ user, relations, purpose }: Situation, coordinate: string): string {
  const mine = RIGHTS.filter(
    (one) =>
      one.coordinate === coordinate &&
      one.role === user.role &&
      one.purpose === purpose &&
      relations.includes(one.relation),
  )
  if (mine.length === 0) return 'DENIED'
  return mine.some(({ mask }) => mask === null) ? 'FULL' : 'MASKED'
}

/** The way that the matrix gives to a type, as a query of one of its fields. */
function query(path: readonly string[], patient: string): string {
  const below = (type: GraphQLObjectType, [name, ...rest]: readonly string[]): string => {
    const next =
      name === undefined ? undefined : getNamedType((type.getFields()[name] as GraphQLField<unknown, unknown>).type)
    if (!(next instanceof GraphQLObjectType)) return name ?? ''
    const args = name === 'patient' && type.name === 'Query' ? `(id: "${patient}")` : ''
    const inner = rest.length === 0 ? '__typename' : below(next.getFields().nodes ? nodeOf(next) : next, rest)
    return `${name}${args} { ${next.getFields().nodes && rest.length > 0 ? `nodes { ${inner} }` : inner} }`
  }
  return `{ ${below(schema.getQueryType() as GraphQLObjectType, path)} }`
}

function nodeOf(connection: GraphQLObjectType): GraphQLObjectType {
  return getNamedType((connection.getFields().nodes as GraphQLField<unknown, unknown>).type) as GraphQLObjectType
}

test('each field is read, in part or not at all as the access matrix says, by the way that it gives', async () => {
  const made = await ward()
  const { ada, ben, doctor, nurse, patient, support, admin, privacy, service } = made
  await act(made, doctor, 'breakGlass', { patient: ben, reason: 'Unconscious in the hall' })
  const TEAM = ['TENANT', 'CARE_TEAM']
  const situations: readonly Situation[] = [
    { user: doctor, relations: TEAM, purpose: 'TREAT', patient: ada },
    { user: doctor, relations: ['BREAK_GLASS'], purpose: 'ETREAT', patient: ben },
    { user: nurse, relations: TEAM, purpose: 'TREAT', patient: ada },
    { user: nurse, relations: ['TENANT'], purpose: 'TREAT', patient: ben },
    { user: patient, relations: ['TENANT', 'SELF'], purpose: 'PATRQT', patient: ada },
    { user: support, relations: ['TENANT'], purpose: 'HOPERAT', patient: ada },
    { user: privacy, relations: ['TENANT'], purpose: 'HOPERAT', patient: ada },
    { user: admin, relations: ['TENANT'], purpose: 'HOPERAT', patient: ada },
    { user: service, relations: ['TENANT'], purpose: 'HOPERAT', patient: ada },
  ]
  const tally: Record<string, number> = {}
  const wrong: string[] = []
  for (const situation of situations) {
    for (const [type, { fields, patient: owner }] of Object.entries(policy.records)) {
      const at = RIGHTS.find(
        (one) =>
          one.coordinate === type &&
          one.path !== null &&
          one.role === situation.user.role &&
          // What is nobody's chart is tied by TENANT, and for no emergency.
          (owner === null ? one.relation === 'TENANT' : situation.relations.includes(one.relation)) &&
          (owner === null || one.purpose === situation.purpose),
      )
      if (at?.path == null) continue
      for (const name of Object.keys(fields)) {
        const path = [...at.path.split('.'), name]
        const { body } = await made.query(situation.user, query(path, situation.patient))
        const denied = (body.errors ?? []).filter((error: { path: unknown[] }) => error.path.at(-1) === name)
        const masked = (body.extensions?.masked ?? []).length > 0
        const is = denied.length > 0 ? 'DENIED' : masked ? 'MASKED' : 'FULL'
        const expected = said(
          owner === null ? { ...situation, relations: ['TENANT'], purpose: at.purpose } : situation,
          `${type}.${name}`,
        )
        // A mask is told of a value that is there; Ben has no record number.
        const same = is === expected || (expected === 'MASKED' && is === 'FULL' && body.data.patient[name] === null)
        // A chart without a record of this type shows neither.
        const empty = JSON.stringify(body.data).includes('"nodes":[]')
        if (!same && !empty) wrong.push(`${situation.user.role} ${type}.${name}: ${is}, expected ${expected}`)
        if (!empty) tally[is] = (tally[is] ?? 0) + 1
      }
    }
  }
  expect(wrong).toEqual([])
  expect(tally.FULL).toBeGreaterThan(150)
  expect(tally.DENIED).toBeGreaterThan(10)
  expect(tally.MASKED).toBeGreaterThan(1)
})

test('whom no way leads to a type is refused at every root that could', async () => {
  const made = await ward()
  for (const user of [made.admin, made.privacy, made.service]) {
    expect(RIGHTS.some((one) => one.role === user.role && one.coordinate === 'Patient')).toBe(false)
    const { body } = await made.query(user, `{ patient(id: "${made.ada}") { id } }`)
    expect([body.data.patient, body.errors[0].extensions.code]).toEqual([null, 'FORBIDDEN'])
  }
})
