import type { Role } from '@wardgraph/schema/types'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { type Clinic, policy, treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { ASKS, ask, LISTS, rootFields, type Things } from './holes.fixture.ts'

type Keys = Clinic['north']

/** A patient with a canary in every class of data, each named after its class and the patient. */
async function planted({ write }: Pick<Clinic, 'write'>, keys: Keys, name: string, hidden: boolean) {
  const canary = (dataClass: string) => `kanarie.${dataClass}.${name}`
  const segments = hidden ? (['HIV'] as const) : (['NORMAL'] as const)
  const patient = await write(keys, {
    type: 'Patient',
    name: canary('OPAQUE'),
    segments,
    content: {
      name: [{ family: canary('NAME') }],
      identifier: [{ system: 'urn:mrn', value: `${canary('IDENTIFIER')}.0001`, type: { coding: [{ code: 'MR' }] } }],
      birthDate: '1970-01-01',
      maritalStatus: { text: canary('DEMOGRAPHIC') },
      telecom: [
        { system: 'phone', value: `${canary('CONTACT')}.555` },
        { system: 'email', value: canary('CONTACT') },
      ],
      address: [{ line: [canary('CONTACT')] }],
      consents: [{ id: canary('CONSENT'), rules: [{ type: 'DENY', persons: [canary('CONSENT')] }] }],
    },
  })
  const encounter = await write(keys, {
    type: 'Encounter',
    name: `${canary('OPAQUE')}.visit`,
    patient,
    segments,
    content: {
      status: canary('VISIT'),
      class: { code: canary('VISIT') },
      subject: { reference: patient },
      reasonCode: [{ text: canary('CLINICAL') }],
    },
  })
  const observation = await write(keys, {
    type: 'Observation',
    name: `${canary('OPAQUE')}.finding`,
    patient,
    segments,
    content: {
      status: canary('CLINICAL'),
      code: { text: canary('CLINICAL') },
      subject: { reference: patient },
      encounter: { reference: encounter },
      valueString: canary('CLINICAL'),
    },
  })
  const planted = new Map<string, string>()
  for (const [type, record] of Object.entries(policy.records)) {
    if (record.patient === null || ['Patient', 'Encounter', 'Observation'].includes(type)) continue
    const texts = Object.entries(record.fields).flatMap(
      ([
        field,
        {
          class: of,
          type: { name: scalar, list },
        },
      ]) => (scalar === 'String' ? [[field, list ? [canary(of)] : canary(of)]] : []),
    )
    const content = { ...Object.fromEntries(texts), [record.patient]: { reference: patient } }
    planted.set(type, await write(keys, { type, name: `${canary('OPAQUE')}.${type}`, patient, segments, content }))
  }
  const things: Things = {
    patient,
    observation,
    encounter,
    condition: planted.get('Condition') ?? '',
    other: patient,
    mrn: `${canary('IDENTIFIER')}.0001`,
    identifier: `urn:mrn|${canary('IDENTIFIER')}.0001`,
    email: canary('CONTACT'),
    phone: `${canary('CONTACT')}.555`,
    family: canary('NAME'),
    consent: canary('CONSENT'),
    practitioner: 'a'.repeat(26),
    review: 'a'.repeat(26),
    unit: 'ward-1',
    username: 'nobody',
    cursor: 'a',
  }
  return things
}

/** What the schema grants whoever stands to a patient as one of the house, and to nobody else (docs/access.md, the tables). */
const GRANTED: Readonly<Record<string, readonly string[]>> = {
  DOCTOR: ['CONTACT', 'DEMOGRAPHIC', 'IDENTIFIER', 'NAME'],
  NURSE: ['CONTACT', 'NAME'],
  SUPPORT: ['CONSENT', 'CONTACT', 'COVERAGE', 'DEMOGRAPHIC', 'NAME', 'VISIT'],
  PATIENT: [],
  ADMIN: [],
  PRIVACY: [],
  SERVICE: [],
}

test('the walk goes through every root field of the schema', () => {
  expect([...new Set(ASKS.map(([coordinate]) => coordinate))].sort()).toEqual(rootFields().sort())
})

test('the questions ask for everything: whoever treats the patient is shown a canary of every class', async () => {
  const made = await ward()
  const { north, dora, doctor } = made
  const vera = await planted(made, north, 'vera', false)
  await treat(made, north, { patient: vera.patient, actor: dora })
  for (const ways of [['Query.patient'], ['Query.patients']]) {
    const texts: string[] = []
    for (const of of ASKS)
      for (const lists of ways.includes(of[0]) ? LISTS : []) texts.push((await ask(made, doctor, of, vera, lists)).text)
    const classes = new Set(texts.join().match(/kanarie\.[A-Z]+(?=\.vera)/g))
    const all = ['CLINICAL', 'CONSENT', 'CONTACT', 'DEMOGRAPHIC', 'IDENTIFIER', 'NAME', 'VISIT']
    expect([...classes].sort()).toEqual(all.map((dataClass) => `kanarie.${dataClass}`))
  }
})

test.each(Object.keys(GRANTED))(
  'through no root field does a %s without a relation see more than the tables grant',
  async (role) => {
    const made = await ward()
    const { north, south, ada, join } = made
    const vera = await planted(made, north, 'vera', false)
    const hidden = await planted(made, north, 'hidden', true)
    const cleo = await planted(made, south, 'cleo', false)
    // Something for the queue.
    await act(made, made.doctor, 'breakGlass', { patient: vera.patient, reason: 'kanarie.REVIEW.vera' })
    const caller = await join(north, {
      username: 'outsider',
      role: role as Role,
      ...(role === 'PATIENT' ? { patient: ada } : {}),
    })
    const found = new Set<string>()
    const codes = new Set<string>()
    for (const of of ASKS) {
      // Breaking the glass makes a relation.
      if (of[0] === 'Mutation.breakGlass') continue
      for (const things of [vera, hidden, cleo, { ...vera, other: hidden.patient, observation: hidden.observation }]) {
        for (const lists of of[0].startsWith('Query.patient') ? LISTS : [LISTS[0]]) {
          const { text, body } = await ask(made, caller, of, things, lists)
          for (const [canary] of text.matchAll(/kanarie\.[A-Z]+\.[a-z]+/g)) found.add(canary)
          codes.add(body.errors?.[0].extensions.code ?? 'OK')
        }
      }
    }
    // It is the product that refuses, not the form of the questions.
    expect(codes).toContain('OK')
    expect([...codes].filter((code) => !/^(OK|FORBIDDEN|BAD_USER_INPUT|CONFLICT)$/.test(code))).toEqual([])
    const granted = (GRANTED[role] ?? []).map((dataClass) => `kanarie.${dataClass}.vera`)
    const queue = role === 'PRIVACY' ? ['kanarie.REVIEW.vera'] : []
    expect([...found].sort()).toEqual([...granted, ...queue].sort())
  },
)
