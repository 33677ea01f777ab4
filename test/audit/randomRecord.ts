import fc from 'fast-check'
import { outcomes, type RequestRecord } from '../../packages/audit/src/record.ts'
import { idOf, north, south } from './fixture.ts'
import { john, mary, written } from './outFixture.ts'

export const patients = [john, mary, idOf('paul')]
const records = ['pulse', 'visit', 'house', 'grant'].map(idOf)
const id = fc.constantFrom(...patients, ...records)
const patient = fc.constantFrom(...patients, null)
const type = fc.constantFrom('Patient', 'Observation', 'Encounter', 'Link', 'CareTeamMembership', 'BreakGlass')
const fields = fc.uniqueArray(fc.constantFrom('id', 'name', 'birthDate~', 'period', 'status'), { maxLength: 4 })
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 5 })
const hash = fc.stringMatching(/^[0-9a-f]{64}$/)
const purpose = fc.constantFrom('TREAT', 'HPAYMT', 'HOPERAT', 'PATRQT', 'ETREAT')
const relation = fc.constantFrom('SELF', 'PROXY', 'CARE_TEAM', 'TENANT', 'BREAK_GLASS')

/** Requests as a trail can hold them: few patients and records, so that they meet; everything else at will. */
export const anyRequest: fc.Arbitrary<RequestRecord> = fc
  .record({
    v: fc.constant(1 as const),
    tenant: fc.constantFrom(north, south, '000000000000'),
    chain: fc.constantFrom(...['one', 'two'].map(idOf)),
    seq: fc.integer({ min: 1, max: 9_999_999_999 }),
    prev: hash,
    continues: fc.option(fc.integer({ min: 1 })),
    outcome: fc.constantFrom(...outcomes),
    time: fc
      .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    code: fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/),
    origin: fc.constantFrom('graphql', 'import', 'access', 'users', 'keys'),
    request: fc.stringMatching(/^[A-Za-z0-9_=-]{1,64}$/),
    caller: fc.option(
      fc.record({
        person: fc.constantFrom(...['ann', 'bob'].map(idOf)),
        membership: fc.constant(idOf('ann in north')),
        role: fc.constantFrom('DOCTOR', 'PATIENT', 'SERVICE'),
        purpose,
      }),
    ),
    session: fc.option(fc.stringMatching(/^[a-z0-9]{26,64}$/)),
    operation: fc.option(
      fc.record({
        kind: fc.constantFrom('query', 'mutation', 'import'),
        roots: few(fc.constantFrom('Query.patient', 'Query.me', 'Mutation.breakGlass')),
        document: fc.option(hash),
      }),
    ),
    status: fc.option(fc.integer({ min: 100, max: 599 })),
    disclosed: few(fc.tuple(patient, type, id, fields)),
    changed: few(fc.tuple(patient, type, id, fields, fc.nat(3))),
    denied: few(fc.tuple(patient, type, fc.option(id), fields)),
    ties: few(fc.tuple(fc.constantFrom(...patients), relation, fc.option(fc.constantFrom('encounter', idOf('glass'))))),
    written: few(
      fc.tuple(
        fc.constantFrom('records', 'directory', 'keys'),
        fc.constantFrom(`${north}#P#${john}`, `${north}#K`),
        fc.constantFrom('A', `S#${idOf('ann')}`, 'root#1'),
        fc.nat(),
        fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      ),
    ),
    opened: fc.nat(),
  })
  .map(written)
