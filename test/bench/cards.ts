import { makeExecutableSchema } from '@graphql-tools/schema'
import { compile, type Fact, Handover, planOperation } from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import { as, NORMAL, NOW, RULES, sources } from '../access/policy.fixture.ts'

/** A field of a card: its type, what is selected below it, and what it holds. */
type Field = readonly [type: string, below: string, value: unknown]

const LEAF: Field = ['String', '', 'text']
/** Twelve fields without parts: the most that a decision can weigh, because reading them is the least. */
export const LEAVES: readonly Field[] = Array.from({ length: 12 }, () => LEAF)
/** Twelve fields of the kinds that a patient in a list has. */
export const VALUES: readonly Field[] = [
  ['CodeableConcept', '{ text }', { text: 'Married' }],
  ['[HumanName!]', '{ family given }', [{ family: 'Family', given: ['Given'] }]],
  ['[Identifier!]', '{ value }', [{ value: 'MRN1' }]],
  ['[ContactPoint!]', '{ value }', [{ value: '555-0100' }]],
  ['[Address!]', '{ city }', [{ city: 'Town' }]],
  ...Array.from({ length: 7 }, () => LEAF),
]
const CLASSES = ['NAME', 'DEMOGRAPHIC', 'CONTACT', 'CLINICAL']
const COUNT = 100

/** What comes of one request: its data, and the errors beside them. */
export interface Outcome {
  readonly data?: unknown
  readonly errors?: readonly unknown[]
}

/** A list of 100 cards, each another patient's, with 12 fields: three of each class, CLINICAL last. */
export function cards(fields: readonly Field[]) {
  const named = fields.map((field, i) => ({ name: `f${i}`, class: CLASSES[Math.floor(i / 3)] ?? '', field }))
  const typed = (directive: (of: string) => string) =>
    named.map(({ name, class: of, field: [type] }) => `${name}: ${type} ${directive(of)}`).join('\n')
  const typeDefs = [
    sdl,
    `directive @auth(class: String!) on FIELD_DEFINITION
    type Card { ${typed((of) => `@auth(class: "${of}")`)} }
    extend type Query { cards: [Card!] }`,
  ]
  const annotated = `type Card @record(key: "zz", patient: "subject", exists: FINDERS) {
    subject: Patient @data(class: NAME)
    ${typed((of) => `@data(class: ${of})`)}
  }
  extend type Query { cards: [Card!] @allow(to: FINDERS) }`
  const document = parse(`{ cards { ${named.map(({ name, field: [, below] }) => `${name} ${below}`).join(' ')} } }`)
  const content = Object.fromEntries(named.map(({ name, field: [, , value] }) => [name, value]))
  const records = Array.from({ length: COUNT }, (_, i) => ({ id: `c${i}`, patient: `p${i}`, content: { ...content } }))
  return {
    document,
    records,
    annotated,
    classes: new Map(named.map(({ name, class: of }) => [name, of])),
    schema: (resolve: GraphQLFieldResolver<unknown, never>): GraphQLSchema =>
      makeExecutableSchema({ typeDefs, resolvers: { Query: { cards: resolve } } }),
  }
}

type Cards = ReturnType<typeof cards>

/** The list without authorization, over the plain objects. */
export function bareList({ document, records, schema }: Cards): () => Outcome {
  const contents = records.map(({ content }) => content)
  const served = schema(() => contents)
  return () => execute({ schema: served, document }) as Outcome // no resolver is asynchronous
}

/** The list with the product's decisions, as a doctor whom these facts tie to every patient. */
export function decidedList({ document, records, annotated, schema }: Cards, facts: readonly Fact[]): () => Outcome {
  const { policy, problems } = compile({ sources: [...sources, { name: 'card', text: annotated }] })
  if (policy === null) throw new Error(problems.join('\n'))
  const served = schema((_parent, _args, handover: Handover, { path }) =>
    records.map(({ id, patient, content }, i) => {
      handover.relate(patient, { facts })
      const { Card: fields = {} } = handover.nodesAt(path)
      const permit = handover.permit({ fields, type: 'Card', id, patient, label: NORMAL, filters: [] })
      return permit ? handover.view({ permit, content, path, suffix: [i] }) : null
    }),
  )
  const caller = as('DOCTOR')
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )
  if (operation === undefined) throw new Error('no operation')
  const { role, purposeOfUse: purpose } = caller
  const plan = planOperation({ policy, schema: served, document, operation, role, purpose })
  return () => {
    const handover = new Handover({ policy, rules: RULES, plan, caller, variables: {}, now: NOW })
    const { data } = execute({ schema: served, document, contextValue: handover }) as Outcome // as above
    return { data, errors: handover.release(data).errors }
  }
}
