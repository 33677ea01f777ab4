import { Handover, planOperation } from '@wardgraph/access'
import { type OperationDefinitionNode, parse } from 'graphql'
import { as, NOW, policy, RULES, schema } from '../access/policy.fixture.ts'
import { microseconds } from './timing.ts'

/** Planning a nested document, and finding its plan again, may take so long, in us. */
const LIMITS = { plan: 50, again: 0.2 }
const CALLS = 2_000

/** Six levels deep, 26 fields: what a screen asks for. */
const SCREEN = `query Screen($id: RecordId!) { patient(id: $id) {
  name { family given } birthDate observations { nodes { status code { coding { code } } valueQuantity { value unit }
    encounter { status period { start } subject { birthDate } participant { individual { name { family } } } } }
    pageInfo { hasNextPage } } } }`

const PERSON =
  'id version name { family given } gender birthDate identifier { value } telecom { value } address { city }'
/** Eighty fields: more than anybody should ask for at once. */
const LARGE = `query Large($id: RecordId!) { patient(id: $id) { ${PERSON}
  observations { nodes { status code { text coding { code display } } valueQuantity { value unit } effectiveDateTime
    encounter { status period { start end } subject { ${PERSON} } participant { individual { name { family } } } }
    performer { name { family given } } } }
  encounters { edges { node { status class { code } reasonCode { text } serviceProvider { name address { city } } } } }
  linked { nodes { ${PERSON} } } } }`

/** Planning a nested document, and finding its plan again as the server does, in us (medians). */
export function planFigures() {
  const { role, purposeOfUse: purpose } = as('DOCTOR')
  const planning = (text: string) => {
    const document = parse(text)
    const operation = document.definitions[0] as OperationDefinitionNode // the only definition
    return () => planOperation({ policy, schema, document, operation, role, purpose })
  }
  const plan = planning(SCREEN)()
  const node = parse(SCREEN).definitions[0] as OperationDefinitionNode // the only definition
  const known = new WeakMap([[node, new Map([[`${role} ${purpose}`, plan]])]])
  const begin = () => new Handover({ policy, rules: RULES, plan, caller: as('DOCTOR'), variables: {}, now: NOW })
  return {
    'planned, 26 fields': { us: microseconds(planning(SCREEN), { calls: CALLS }), limit: LIMITS.plan },
    'planned, 80 fields': { us: microseconds(planning(LARGE), { calls: CALLS }) },
    'found again': {
      us: microseconds(() => known.get(node)?.get(`${role} ${purpose}`), { calls: CALLS }),
      limit: LIMITS.again,
    },
    'decisions begun': { us: microseconds(begin, { calls: CALLS }) },
  }
}
